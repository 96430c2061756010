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

export interface ReachLimit {
  readonly seconds: number;
  readonly onProgress?: (done: number) => void;
}

export interface Reached {
  readonly count: number;
  readonly at: number;
}

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

  /** Waits until it has got `count` more requests than at the call, or for so many seconds. */
  async reaches(count: number, limit: ReachLimit): Promise<Reached> {
    const before = await this.count();
    this.talker.tell({ do: 'expect', count: before + count });
    const timer = setInterval(() => void this.count().then((now) => limit.onProgress?.(now - before)), 1000);
    let late: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        this.talker.heard('reached').then(({ at }) => ({ count, at })),
        new Promise<Reached>((resolve) => {
          late = setTimeout(() => {
            void this.count().then((now) => resolve({ count: now - before, at: moment() }));
          }, limit.seconds * 1000);
        }),
      ]);
    } finally {
      clearInterval(timer);
      clearTimeout(late);
    }
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
