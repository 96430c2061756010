import { readFileSync } from 'node:fs';
import { run } from './run.js';

/** State and start time of a process as Linux tells them: fields 3 and 22 of /proc/<pid>/stat. */
function statOf(pid: number): { state: string; start: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, is in parentheses and may hold spaces.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '0' };
  } catch {
    return null;
  }
}

/** True while a process with this id runs, whoever owns it. One that has ended and waits for its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // In a container whose first process reaps nobody, a killed process stays like this for ever.
  return statOf(pid)?.state !== 'Z';
}

/** The name of the program that a process runs; null where the system does not tell. */
export async function commandOf(pid: number): Promise<string | null> {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    const listed = process.platform === 'win32' ? null : await run('ps', ['-o', 'comm=', '-p', String(pid)], null);
    return listed?.code === 0 && listed.output !== '' ? listed.output : null;
  }
}

// Without /proc the id alone has to do.
const startOf = (pid: number): string => statOf(pid)?.start ?? '0';

/** Names a process beyond the reuse of its id: `<pid>.<start>`, where the system tells when it began. */
export const identify = (pid: number): string => `${pid}.${startOf(pid)}`;

/** True while the process that `identify` named is running. */
export function isRunning(identity: string): boolean {
  const [id, start] = identity.split('.');
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  const now = startOf(pid);
  return start === undefined || start === '0' || now === '0' || start === now;
}
