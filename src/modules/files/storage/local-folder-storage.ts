import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

import { errorCode } from '../../../common/index.js';
import { FileTooLargeError } from '../files.errors.js';
import { FileStorage, type StoredContent } from './file-storage.js';

const KEY = /^file_[0-9a-f]{32}$/;

/** Contents in a local folder: `<folder>/<last two digits>/<key>`, written beside under `.part` and renamed into place. */
export class LocalFolderStorage extends FileStorage {
  constructor(private readonly folder: string) {
    super();
  }

  async write(key: string, content: Readable, maxBytes: number): Promise<StoredContent> {
    const path = this.path(key);
    const part = `${path}.part`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      const handle = await open(part, 'wx', 0o600);
      const stored = await copy(content, handle, maxBytes).finally(() => handle.close());
      await rename(part, path);
      return stored;
    } catch (error) {
      content.destroy();
      await rm(part, { force: true });
      throw error;
    }
  }

  async open(key: string): Promise<Readable> {
    const handle = await open(this.path(key), 'r');
    return handle.createReadStream();
  }

  async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  async *writtenBefore(moment: Date): AsyncIterable<string> {
    for (const shard of await namesIn(this.folder)) {
      for (const name of await namesIn(join(this.folder, shard))) {
        const path = join(this.folder, shard, name);
        const info = await stat(path).catch(() => undefined);
        if (!info || info.mtime >= moment) continue;
        if (KEY.test(name)) yield name;
        // What a process left half-written when it died.
        else if (name.endsWith('.part')) await rm(path, { force: true });
      }
    }
  }

  /** Keys are made by us; one that is not of our form must not become a path. */
  private path(key: string): string {
    if (!KEY.test(key)) throw new Error(`"${key}" is not the key of a file.`);
    return join(this.folder, key.slice(-2), key);
  }
}

async function copy(content: Readable, to: FileHandle, maxBytes: number): Promise<StoredContent> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new FileTooLargeError(maxBytes);
    hash.update(chunk);
    await to.writeFile(chunk);
  }
  await to.sync();
  return { size, sha256: hash.digest('hex') };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}
