import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Asset } from './asset.js';

/** Beside `src` and `dist`, so the same from both. */
const PACKED = fileURLToPath(new URL('../../public/', import.meta.url));

/** The files that the front-end build has made, read once. */
export class BuiltApp {
  private reading: Promise<ReadonlyMap<string, Asset>> | undefined;

  constructor(readonly folder: string = PACKED) {}

  /** Whether the app has been built. */
  get exists(): boolean {
    return existsSync(path.join(this.folder, 'index.html'));
  }

  /** The files by their path in the folder; none while the app has not been built. */
  async files(): Promise<ReadonlyMap<string, Asset>> {
    if (!this.exists) return new Map();
    this.reading ??= read(this.folder);
    try {
      return await this.reading;
    } catch (error) {
      // A build that runs at this moment takes files away: the next request looks again.
      this.reading = undefined;
      throw error;
    }
  }
}

async function read(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const assets = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      const key = path.relative(folder, file).split(path.sep).join('/');
      return [key, new Asset(key, await readFile(file))] as const;
    }),
  );
  return new Map(assets);
}
