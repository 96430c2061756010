import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ReceiverProcess {
  readonly url: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/** The receivers that this machine can run: Express always, Python where it is installed. */
export function availableReceivers(): readonly (readonly [name: string, command: readonly string[]])[] {
  const express = [
    'Express, printing the parsed body again',
    [process.execPath, file('express-receiver.mjs')],
  ] as const;
  const python = ['Python, over the raw body', ['python3', file('receiver.py')]] as const;
  return spawnSync('python3', ['--version']).status === 0 ? [express, python] : [express];
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
