import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'posthorn-test-';
const DAY_MS = 86_400_000;

/** The folder of the run of this process: `posthorn-test-<pid>-…`. */
export const runFolderPrefix = () => join(tmpdir(), `${PREFIX}${process.pid}-`);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  try {
    // Ended, and waiting for a parent that reaps nobody.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** The process id of the server of a run, or null. */
function serverOf(folder) {
  try {
    const { data } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

/** Stops the server of a run and waits for its end. SIGINT is PostgreSQL's fast shutdown. */
export async function stopServer(folder, signal = 'SIGINT') {
  const pid = serverOf(folder);
  if (pid === null) return;
  process.kill(pid, signal);
  for (let tries = 0; tries < 600 && isAlive(pid); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
}

/** For the end of an interrupted run, where nothing can be awaited: SIGQUIT makes PostgreSQL leave at once. */
export function abandon(folder) {
  const pid = serverOf(folder);
  if (pid !== null) process.kill(pid, 'SIGQUIT');
}

export const isKept = (folder) => existsSync(join(folder, 'kept'));

export const remove = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** Clears what killed runs left: their servers at once, their folders too unless a failed test kept one today. */
export async function sweep() {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    await stopServer(folder);
    if (!isKept(folder) || Date.now() - statSync(folder).mtimeMs > DAY_MS) remove(folder);
  }
}
