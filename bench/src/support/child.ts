import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Compiled programs lie beside the compiled harness: `workers/dispatcher`. */
export const compiled = (path: string): string => fileURLToPath(new URL(`../${path}.js`, import.meta.url));
/** Peers are plain scripts with packages of their own in `bench/peers`. */
export const peer = (name: string): string =>
  fileURLToPath(new URL(`../../../../bench/peers/${name}.mjs`, import.meta.url));

/** A program of ours that is told what to do over IPC and answers with `{said: …}`. */
export interface Talker<Said extends { readonly said: string }> {
  readonly pid: number;
  tell(message: { readonly do: string; readonly [more: string]: unknown }): void;
  /** The next message of this kind. Rejects when the program ends instead. */
  heard<Kind extends Said['said']>(said: Kind): Promise<Extract<Said, { said: Kind }>>;
  onSaid(listener: (message: Said) => void): void;
  /** Asks it to end and waits; kills it when it takes longer than ten seconds. */
  end(): Promise<void>;
}

export function startTalker<Said extends { readonly said: string }>(path: string, options: object): Talker<Said> {
  const child = fork(compiled(path), [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const listeners = new Set<(message: Said) => void>();
  child.on('message', (message) => listeners.forEach((listener) => listener(message as Said)));
  return {
    pid: child.pid ?? 0,
    tell: (message) => void child.send(message),
    heard: <Kind extends Said['said']>(said: Kind) =>
      new Promise<Extract<Said, { said: Kind }>>((resolve, reject) => {
        const ended = (code: number | null): void => reject(new Error(`${path} ended with ${code}.`));
        const listener = (message: Said): void => {
          if (message.said !== said) return;
          listeners.delete(listener);
          child.off('exit', ended);
          resolve(message as Extract<Said, { said: Kind }>);
        };
        listeners.add(listener);
        child.once('exit', ended);
      }),
    onSaid: (listener) => void listeners.add(listener),
    end: () => endChild(child),
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  if (child.connected) child.send({ do: 'end' });
  else child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

/** Runs a program to its end; its last line of standard output is its result. */
export async function runProgram<Result>(path: string, options: object): Promise<Result> {
  const child = spawn(process.execPath, [path, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = line;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${path} ended with ${code}.`);
  return JSON.parse(last) as Result;
}
