import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from './lock.js';
import { identify, isRunning } from './process-identity.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posthorn-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const deadProcess = (): string => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return `${pid}.1`;
};

describe('the lock of a folder', () => {
  it('lets one in at a time, also when all find the lock of a process that died', async () => {
    await writeFile(join(folder, 'lock.7'), deadProcess());
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        withLock(folder, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(index % 3);
          order.push(index);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(order).toHaveLength(12);
    const left = await readdir(folder);
    expect(left).toEqual(['lock.19']);
  });

  it('waits for a living holder and gives up with a code', async () => {
    await withLock(folder, async () => {
      await expect(withLock(folder, () => Promise.resolve(), 120)).rejects.toMatchObject({ code: 'lock_timeout' });
    });
    expect(await withLock(folder, () => Promise.resolve('free again'))).toBe('free again');
  });

  it('is released when the work fails', async () => {
    await expect(withLock(folder, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
    expect(await withLock(folder, () => Promise.resolve('free'), 100)).toBe('free');
  });
});

describe('the identity of a process', () => {
  it('holds while it runs and not for another process with its id', () => {
    expect(isRunning(identify(process.pid))).toBe(true);
    expect(isRunning(deadProcess())).toBe(false);
    expect(isRunning('no number')).toBe(false);
    if (identify(process.pid).endsWith('.0')) return; // the system tells no start times
    expect(isRunning(`${process.pid}.1`)).toBe(false);
  });
});
