import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { LocalFolderStorage } from './local-folder-storage.js';

const KEY = `file_${'0'.repeat(30)}ab`;

describe('the local folder storage', () => {
  let folder: string;
  let storage: LocalFolderStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posthorn-files-'));
    storage = new LocalFolderStorage(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const left = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => name.includes('file_'));

  it('gives back the bytes it was given, with their size and digest', async () => {
    const bytes = randomBytes(200_000);
    const stored = await storage.write(
      KEY,
      Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]),
      200_000,
    );
    expect(stored).toEqual({ size: 200_000, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect((await buffer(await storage.open(KEY))).equals(bytes)).toBe(true);
  });

  it('leaves nothing behind when one byte too many comes', async () => {
    await expect(storage.write(KEY, Readable.from([Buffer.alloc(11)]), 10)).rejects.toMatchObject({
      code: 'file_too_large',
    });
    expect(await left()).toEqual([]);
  });

  it('leaves nothing behind when the upload breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(5);
        throw new Error('broken off');
      })(),
    );
    await expect(storage.write(KEY, broken, 100)).rejects.toThrow('broken off');
    expect(await left()).toEqual([]);
  });

  it('removes a content once and again without an error', async () => {
    await storage.write(KEY, Readable.from([Buffer.from('x')]), 10);
    await storage.remove(KEY);
    await storage.remove(KEY);
    await expect(storage.open(KEY)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('lists what was written before a moment', async () => {
    await storage.write(KEY, Readable.from([Buffer.from('x')]), 10);
    const before = async (moment: number): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of storage.writtenBefore(new Date(moment))) keys.push(key);
      return keys;
    };
    expect(await before(Date.now() + 10_000)).toEqual([KEY]);
    expect(await before(Date.now() - 10_000)).toEqual([]);
  });

  it('makes no path of a key that is not its own', async () => {
    await expect(storage.open('../../etc/passwd')).rejects.toThrow('not the key of a file');
  });
});
