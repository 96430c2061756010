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

  /** Waits until either output holds it. @throws with both when the program ends first, or after 20 s */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (const deadline = Date.now() + 20_000; ;) {
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

  async end(): Promise<Ended> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    const code = await this.ended;
    clearTimeout(timer);
    return { code, stdout: this.stdout, stderr: this.stderr };
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
