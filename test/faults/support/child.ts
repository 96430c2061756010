import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { program } from './programs.js';
import { PATIENCE, until } from './until.js';

export type Said = Readonly<Record<string, unknown>>;

/** A real process of one of the programs, with everything that it says. */
export class Child {
  readonly said: Said[] = [];
  /** What came over the IPC channel. */
  readonly messages: Said[] = [];
  readonly startedAt = performance.now();
  /** Performance time. */
  endedAt: number | undefined;
  private errors = '';
  private readonly process: ChildProcess;
  private readonly exit: Promise<void>;

  /** @param file an application of its own, in place of a program of the fault tests */
  constructor(
    readonly name: string,
    options: object,
    file?: { readonly path: string; readonly environment: Readonly<Record<string, string>> },
  ) {
    const args = file === undefined ? [program(name), JSON.stringify(options)] : ['--enable-source-maps', file.path];
    this.process = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'] ?? '', ...file?.environment },
    });
    createInterface({ input: this.process.stdout! }).on('line', (line) => {
      // An application may print what is no JSON.
      if (line.startsWith('{')) this.said.push(JSON.parse(line) as Said);
    });
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.process.on('message', (message) => this.messages.push(message as Said));
    this.exit = new Promise((resolve) => {
      this.process.once('exit', () => {
        this.endedAt = performance.now();
        resolve();
      });
    });
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Exit code, or the name of the signal that ended it; null while it runs. */
  get end(): number | string | null {
    return this.process.exitCode ?? this.process.signalCode;
  }

  /** The first line it says that has this property. */
  async says(property: string, deadline = PATIENCE): Promise<Said> {
    return until(`${this.name} says "${property}"`, deadline, () => {
      const line = this.said.find((each) => property in each);
      if (line === undefined && !this.isRunning) {
        throw new Error(`${this.name} ended with ${this.end} before it said "${property}". ${this.errors}`);
      }
      return line;
    });
  }

  send(message: object): void {
    this.process.send(message);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.process.kill(signal);
  }

  /** Resolves with the exit code or signal. */
  async ended(deadline = PATIENCE): Promise<number | string> {
    await until(`${this.name} ends`, deadline, () => !this.isRunning);
    await this.exit;
    return this.end ?? 'unknown';
  }

  /** kill -9 */
  async kill(): Promise<void> {
    // A stopped process takes the signal too.
    this.signal('SIGKILL');
    await this.exit;
  }
}
