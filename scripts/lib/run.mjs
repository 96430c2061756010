import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of the project, wherever the command was started. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a program to its end and collects what it prints.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ live?: boolean, env?: NodeJS.ProcessEnv, shell?: boolean }} [options] `live` shows the output as it comes
 * @returns {Promise<{ code: number, output: string }>} 128 as `code` when a signal ended it
 */
export function run(file, args, { live = false, env = process.env, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env, shell, stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    // The terminal interrupts the whole group; a signal sent to this process alone has to be passed on.
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, forward);
    const settle = () => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, forward);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      resolve({ code: code ?? 128, output });
    });
  });
}

/** Runs a program of an installed package with this Node, without a shell in between. */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}
