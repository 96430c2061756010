import { readFile } from 'node:fs/promises';

/**
 * Processor seconds that single-threaded processes have used so far, from /proc (nanoseconds in `schedstat`). Such a
 * process is a PostgreSQL backend. NaN elsewhere than on Linux.
 */
export async function processorSeconds(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
      return text === '' ? Number.NaN : Number(text.split(' ')[0]) / 1e9;
    }),
  );
  return times.reduce((sum, time) => sum + time, 0);
}
