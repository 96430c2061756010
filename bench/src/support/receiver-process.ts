import { startTalker, type Talker } from './child.js';
import { moment } from './moment.js';

export interface ReceiverOptions {
  /** Answers after so long. */
  readonly delayMs?: number;
  /** Accepts and reads, but never answers. */
  readonly silent?: boolean;
  /** Keeps the time of the first byte of each request, by its `webhook-id`. */
  readonly record?: boolean;
}

type ReceiverSaid =
  | { readonly said: 'listening'; readonly port: number }
  | { readonly said: 'reached'; readonly at: number }
  | { readonly said: 'count'; readonly count: number }
  | { readonly said: 'times'; readonly times: readonly (readonly [id: string, at: number])[] };

/** A receiver in a process of its own. */
export class Receiver {
  private constructor(
    private readonly talker: Talker<ReceiverSaid>,
    readonly origin: string,
  ) {}

  static async start(options: ReceiverOptions = {}): Promise<Receiver> {
    const talker = startTalker<ReceiverSaid>('workers/receiver', options);
    const { port } = await talker.heard('listening');
    return new Receiver(talker, `http://127.0.0.1:${port}`);
  }

  /** URL of a webhook; all are of this origin. */
  url(path: string | number = 'hook'): string {
    return `${this.origin}/${path}`;
  }

  /** Requests so far. */
  async count(): Promise<number> {
    this.talker.tell({ do: 'count' });
    return (await this.talker.heard('count')).count;
  }

  /** Moment at which it had got `count` requests since this call. */
  async reaches(count: number, onProgress?: (done: number) => void): Promise<number> {
    const before = await this.count();
    this.talker.tell({ do: 'expect', count: before + count });
    const timer =
      onProgress === undefined
        ? undefined
        : setInterval(() => void this.count().then((now) => onProgress(now - before)), 1000);
    try {
      return (await this.talker.heard('reached')).at;
    } finally {
      clearInterval(timer);
    }
  }

  /** Requests per second over a time from now on. */
  async rate(seconds: number): Promise<number> {
    const from = await this.count();
    const began = moment();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const to = await this.count();
    return ((to - from) / (moment() - began)) * 1000;
  }

  /** First byte of each request, by event id; forgets them. */
  async times(): Promise<Map<string, number>> {
    this.talker.tell({ do: 'times' });
    return new Map((await this.talker.heard('times')).times);
  }

  stop(): Promise<void> {
    return this.talker.end();
  }
}
