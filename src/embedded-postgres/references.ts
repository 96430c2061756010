import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, isRunning } from './process-identity.js';

/** Who uses the server: one file for each start, named by its process. Callers hold the lock. */
export class References {
  constructor(private readonly folder: string) {}

  /** Adds one for this process and returns its name. */
  async add(): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const name = `${identify(process.pid)}.${randomBytes(4).toString('hex')}`;
    await writeFile(join(this.folder, name), '');
    return name;
  }

  /** Removes one, and those of processes that ended without doing so. Returns how many are left. */
  async remove(name: string): Promise<number> {
    await rm(join(this.folder, name), { force: true });
    let left = 0;
    for (const other of await readdir(this.folder).catch(() => [])) {
      if (isRunning(other)) left += 1;
      else await rm(join(this.folder, other), { force: true });
    }
    return left;
  }
}
