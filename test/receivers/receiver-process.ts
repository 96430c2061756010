import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nextProject } from './next-project.js';

export interface ReceiverProcess {
  readonly url: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 120_000;

/** A program that verifies deliveries of every dialect, one route for each. */
export interface ReceiverProgram {
  readonly name: string;
  /** In front of the dialect in its paths. */
  readonly prefix: string;
  command(): Promise<readonly string[]>;
}

/** The receivers that this machine can run: those in JavaScript always, Python where it is installed. */
export function availableReceivers(): readonly ReceiverProgram[] {
  return [
    {
      name: 'Express, printing the parsed body again',
      prefix: '',
      command: () => Promise.resolve([process.execPath, file('express-receiver.mjs')]),
    },
    {
      name: 'a Next.js route, printing the parsed body again',
      prefix: '/api',
      command: async () => [process.execPath, path.join(await nextProject(), 'server.mjs')],
    },
    ...pythonReceiver(),
  ];
}

/** Said where it is looked for: a machine that cannot run a receiver must not look as if it had. */
function pythonReceiver(): readonly ReceiverProgram[] {
  const python = (code: string) => spawnSync('python3', ['-c', code]).status === 0;
  if (!python('')) {
    process.stderr.write('There is no python3 here: the receiver in Python is not run.\n');
    return [];
  }
  const server = python('import flask') ? 'Flask' : 'the server of Python (Flask is not installed)';
  const command = () => Promise.resolve(['python3', file('receiver.py')]);
  return [{ name: `${server}, over the raw body`, prefix: '', command }];
}

/** Starts a receiver and resolves when it says where it listens. */
export async function startReceiver(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ReceiverProcess> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await listeningPort(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`The receiver did not start in time. It said: ${said}`));
    }, START_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /listening (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`The receiver ended. It said: ${said}`));
    });
  });
}

function file(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
