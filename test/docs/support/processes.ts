import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How long one sample may take. */
const SAMPLE_MS = 120_000;

export interface Surroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** One bash for the whole page, as a reader has one terminal: variables, functions and folders stay. */
export class Shell {
  private output = '';
  private readonly child: ChildProcess;
  private heard: () => void = () => undefined;

  constructor({ folder, environment }: Surroundings) {
    this.child = spawn('bash', ['--noprofile', '--norc', '-euo', 'pipefail'], { cwd: folder, env: environment });
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
      this.heard();
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.child.on('exit', () => this.heard());
    this.child.stdin?.on('error', () => undefined);
  }

  /**
   * Runs the lines of one sample.
   * @param expected exit code that it has to end with
   * @returns what it printed, errors included
   * @throws Error with what it printed, when a command fails
   */
  async run(text: string, expected: number): Promise<string> {
    const mark = `end-${randomBytes(8).toString('hex')}`;
    this.output = '';
    const guarded = expected === 0 ? text : `set +e\n${text}\nended=$?\nset -e\n[ "$ended" = ${expected} ]\n`;
    this.child.stdin?.write(`${guarded}\necho ${mark}\n`);
    const ended = (): boolean => this.output.includes(mark) || this.child.exitCode !== null;
    const deadline = setTimeout(() => this.child.kill('SIGKILL'), SAMPLE_MS);
    while (!ended()) await new Promise<void>((resolve) => (this.heard = resolve));
    clearTimeout(deadline);
    if (!this.output.includes(mark)) throw new Error(`The command failed. It printed:\n${this.output}`);
    return this.output.slice(0, this.output.indexOf(mark));
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}

/** The JavaScript of a page, in one process. */
export class Modules {
  private readonly child: ChildProcess;
  private output = '';

  constructor({ folder, environment }: Surroundings) {
    const program = fileURLToPath(new URL('run-modules.mjs', import.meta.url));
    this.child = fork(program, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
  }

  /** Imports a module and waits until it has run. @returns what was printed meanwhile @throws Error */
  async run(file: string, surroundings?: string, check?: string): Promise<string> {
    if (this.child.exitCode !== null) throw new Error(`The program has ended:\n${this.output}`);
    this.output = '';
    const answer = new Promise<{ ok?: boolean; error?: string; ready?: boolean }>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Not done in time. It printed:\n${this.output}`)), SAMPLE_MS);
      const settle = (message: { ready?: boolean }): void => {
        if (message.ready) return;
        clearTimeout(timer);
        this.child.off('message', settle);
        resolve(message);
      };
      this.child.on('message', settle);
      this.child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`The program ended with ${code}:\n${this.output}`));
      });
    });
    this.child.send({ file, surroundings, check });
    const { ok, error } = await answer;
    if (!ok) throw new Error(`${error}\n${this.output}`);
    return this.output;
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}

/** A program that serves while the page goes on. */
export class Background {
  private output = '';
  private readonly child: ChildProcess;

  constructor([program = '', ...args]: readonly string[], { folder, environment }: Surroundings) {
    this.child = spawn(program, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
  }

  /** Waits until something answers at the address. @throws Error with what it printed */
  async listening(url: string): Promise<void> {
    for (const deadline = Date.now() + SAMPLE_MS; ; await new Promise((resolve) => setTimeout(resolve, 25))) {
      if (this.child.exitCode !== null || Date.now() > deadline) throw new Error(`It does not serve:\n${this.output}`);
      if (await fetch(url).catch(() => undefined)) return;
    }
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}
