import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogLine, Trap } from '../programs/receiver.js';
import { Child } from './child.js';
import { PATIENCE, until } from './until.js';

/** A receiver process and its log, which is the truth of what was delivered. */
export class Receiver {
  private readonly lines: LogLine[] = [];
  /** Bytes of the log that `lines` holds. */
  private read = 0;

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

  /** Everything it has seen so far, in order. Who waits for something asks again and again: only what is new is read. */
  log(): readonly LogLine[] {
    const text = this.unread();
    // The last line may be half written.
    const whole = text.subarray(0, text.lastIndexOf('\n') + 1);
    this.read += whole.length;
    for (const line of whole.toString().split('\n')) if (line !== '') this.lines.push(JSON.parse(line) as LogLine);
    return this.lines;
  }

  private unread(): Buffer {
    const file = openSync(this.logFile, 'r');
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.read);
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, this.read));
    } finally {
      closeSync(file);
    }
  }

  /** Kills the process that sends the nth request from now. */
  async arm(trap: Trap): Promise<void> {
    const before = this.child.messages.length;
    this.child.send({ trap });
    await until(
      'the trap is set',
      PATIENCE,
      () => this.child.messages.slice(before).find((each) => 'armed' in each),
      2,
    );
  }

  /** When (epoch, ms) and whom it has killed. */
  get kills(): readonly { readonly killed: number; readonly t: number }[] {
    return this.child.messages.filter((each) => 'killed' in each) as unknown as { killed: number; t: number }[];
  }
}
