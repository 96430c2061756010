import { execFile } from 'node:child_process';

/** A system account that runs the server in place of root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What a finished program left. `code` is null when it could not be started at all. */
export interface RunResult {
  readonly code: number | null;
  readonly output: string;
  readonly error?: Error;
}

/**
 * Runs a program to its end, as `account` when given. Never rejects: the caller decides what a failure means.
 *
 * The working directory is the root folder, because the account may not be able to enter ours, and the
 * environment is cleared of `PG*` and locale variables, which would steer the server behind our back.
 */
export function run(file: string, args: readonly string[], account: Account | null): Promise<RunResult> {
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C' };
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG') env[name] = value;
  }
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      {
        env,
        cwd: process.platform === 'win32' ? undefined : '/',
        maxBuffer: 16 * 1024 * 1024,
        windowsHide: true,
        ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
      },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim();
        if (error === null) resolve({ code: 0, output });
        else resolve({ code: typeof error.code === 'number' ? error.code : null, output, error });
      },
    );
  });
}
