import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Compiled programs lie beside the compiled harness: `workers/drain`. */
export const compiled = (path: string): string => fileURLToPath(new URL(`../${path}.js`, import.meta.url));
/** Peers are plain scripts with packages of their own in `bench/peers`. */
export const peer = (name: string): string =>
  fileURLToPath(new URL(`../../../../bench/peers/${name}.mjs`, import.meta.url));

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The child has no standard output.');
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code} before it said anything.`)));
  });
}

export interface Running {
  readonly child: ChildProcess;
  readonly hello: Record<string, number>;
  stop(): Promise<void>;
}

/** Starts a program that goes on until it is stopped, and waits for its first line of JSON. */
export async function startProgram(path: string, options: object): Promise<Running> {
  const child = fork(path, [JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const hello = JSON.parse(await firstLine(child)) as Record<string, number>;
  return {
    child,
    hello,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a program to its end; its last line of standard output is its result. */
export async function runProgram<Result>(path: string, options: object, nodeOptions: string[] = []): Promise<Result> {
  const child = spawn(process.execPath, [...nodeOptions, path, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = line;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${path} ended with ${code}.`);
  return JSON.parse(last) as Result;
}
