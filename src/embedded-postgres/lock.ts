import { link, mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { identify, isRunning } from './process-identity.js';

const RELEASED = 'released';
const prefix = 'lock.';

async function highest(folder: string): Promise<number> {
  const numbers = (await readdir(folder))
    .map((name) => (/^lock\.\d+$/.test(name) ? Number(name.slice(prefix.length)) : 0))
    .filter((value) => value > 0);
  return Math.max(0, ...numbers);
}

async function isFree(path: string): Promise<boolean> {
  const holder = await readFile(path, 'utf8').catch(() => null);
  if (holder === null) return false; // gone between listing and reading: list again
  return holder === RELEASED || !isRunning(holder);
}

/**
 * One try. The lock is the file with the highest number; its text names the holder or says `released`. It is taken
 * by linking the next number, which the file system lets only one process do, and the highest file is never
 * removed, so that the number never goes back: two processes that saw the same dead holder cannot both win.
 */
async function attempt(folder: string, draft: string): Promise<string | null> {
  const last = await highest(folder);
  if (last > 0 && !(await isFree(join(folder, `${prefix}${last}`)))) return null;
  const path = join(folder, `${prefix}${last + 1}`);
  try {
    // A link, not a created file: it appears with its content, so nobody reads a lock without a name in it.
    await link(draft, path);
  } catch {
    return null;
  }
  if ((await highest(folder)) > last + 1) {
    await unlink(path); // the list was old: the number had been used and removed meanwhile
    return null;
  }
  for (const name of await readdir(folder)) {
    if (/^lock\.\d+$/.test(name) && Number(name.slice(prefix.length)) <= last) {
      await unlink(join(folder, name)).catch(() => undefined);
    }
  }
  return path;
}

/**
 * Runs `work` while holding the lock of `folder`. A holder that died is taken over at once; one that lives is
 * waited for.
 * @param waitMs how long to wait for a living holder
 * @throws EmbeddedPostgresError `lock_timeout`
 */
export async function withLock<T>(folder: string, work: () => Promise<T>, waitMs = 120_000): Promise<T> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `draft.${process.pid}.${randomBytes(6).toString('hex')}`);
  await writeFile(draft, identify(process.pid));
  const until = Date.now() + waitMs;
  const acquire = async (): Promise<string> => {
    for (;;) {
      const taken = await attempt(folder, draft);
      if (taken !== null) return taken;
      if (Date.now() > until) {
        throw new EmbeddedPostgresError(
          'lock_timeout',
          `Another process has been starting or stopping the PostgreSQL in ${folder} for ${waitMs / 1000} s. ` +
            `Its id is in the newest ${prefix}* file there.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const path = await acquire().finally(() => rm(draft, { force: true }));
  try {
    return await work();
  } finally {
    const note = `${draft}.done`;
    await writeFile(note, RELEASED);
    await rename(note, path);
  }
}
