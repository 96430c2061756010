import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { ROOT, type Ended, type RunOptions } from './command-line.js';

/** A `posthorn` that goes on until it is told to end. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  private readonly ended: Promise<number>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (this[name] += text));
    }
    this.ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 128)));
  }

  static posthorn(args: readonly string[], options: RunOptions & { readonly input?: string } = {}): RunningCommand {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [`${ROOT}node_modules/.bin/posthorn`, ...args], {
      cwd: options.folder ?? ROOT,
      env: { PATH, HOME, ...options.environment },
    });
    if (options.input !== undefined) child.stdin.end(options.input);
    return new RunningCommand(child);
  }

  /** Waits until either output holds it. @throws with both when the program ends first, or after a minute */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (const deadline = Date.now() + 60_000; ;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (found) return found;
      const over = await Promise.race([this.ended.then(() => true), pause(50)]);
      if (over === true || Date.now() > deadline) {
        const late = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
        if (late) return late;
        throw new Error(`posthorn never showed ${String(pattern)}:\n${this.stdout}\n${this.stderr}`);
      }
    }
  }

  /** Closes the end that reads what it prints, as `| head` does. */
  stopReading(): void {
    this.child.stdout.destroy();
  }

  async interrupt(signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
    this.child.kill(signal);
    return this.end();
  }

  /** @throws when it does not end within a minute; it is killed then */
  async end(): Promise<Ended> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        reject(new Error(`posthorn did not end:\n${this.stdout}\n${this.stderr}`));
      }, 60_000);
    });
    const code = await Promise.race([this.ended, late]).finally(() => clearTimeout(timer));
    return { code, stdout: this.stdout, stderr: this.stderr };
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
