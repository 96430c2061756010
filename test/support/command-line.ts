import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Where it is started; default: the repository. */
  readonly folder?: string;
  /** Its variables beside PATH and HOME: nothing else of the test's own environment reaches it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program of Node to its end. */
export function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, ...args],
      { cwd: options.folder ?? ROOT, env: { PATH, HOME, ...options.environment }, maxBuffer: 32 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 128;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** Runs `posthorn`, as npm has linked it. */
export const posthorn = (args: readonly string[], options?: RunOptions): Promise<Ended> =>
  runProgram(`${ROOT}node_modules/.bin/posthorn`, args, options);

/** Runs the TypeORM CLI on the application's DataSource. */
export const typeOrm = (command: string, options?: RunOptions): Promise<Ended> =>
  runProgram(`${ROOT}node_modules/typeorm/cli.js`, [command, '-d', 'dist/ormconfig.js'], options);

/** What a program finds around itself, as `main` takes it. */
interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly stdin: AsyncIterable<string>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  onInterrupt(listener: () => void): () => void;
}

/**
 * What `posthorn` does, in this process: a start of Node takes longer than most commands. The package offers its program
 * as `bin` alone, so it is named by its place, as `bin` does. A module that a command loads stays loaded under its name.
 */
export async function posthornHere(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const program = pathToFileURL(`${ROOT}libs/posthorn/src/cli/main.ts`).href;
  const { main } = (await import(program)) as { main(given: readonly string[], around: Surroundings): Promise<number> };
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await main(args, {
    environment: options.environment ?? {},
    folder: options.folder ?? ROOT,
    stdin: (async function* () {})(),
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
    onInterrupt: () => () => undefined,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
