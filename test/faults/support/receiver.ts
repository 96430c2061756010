import { readFileSync } from 'node:fs';
import type { LogLine, Trap } from '../programs/receiver.js';
import { Child } from './child.js';
import { until } from './until.js';

/** A receiver process and its log, which is the truth of what was delivered. */
export class Receiver {
  private constructor(
    readonly child: Child,
    private readonly logFile: string,
    readonly port: number,
  ) {}

  static async start(logFile: string): Promise<Receiver> {
    const child = new Child('receiver', { logFile });
    const { port } = await child.says('port');
    return new Receiver(child, logFile, Number(port));
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Everything it has seen so far, in order. */
  log(): LogLine[] {
    const text = readFileSync(this.logFile, 'utf8');
    // The last line may be half written.
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Kills the process that sends the nth request from now. */
  async arm(trap: Trap): Promise<void> {
    const before = this.child.messages.length;
    this.child.send({ trap });
    await until('the trap is set', 5000, () => this.child.messages.slice(before).find((each) => 'armed' in each), 2);
  }

  /** When (epoch, ms) and whom it has killed. */
  get kills(): readonly { readonly killed: number; readonly t: number }[] {
    return this.child.messages.filter((each) => 'killed' in each) as unknown as { killed: number; t: number }[];
  }
}
