import type { PartialEngineOptions } from '@posthorn/webhooks/engine';
import { startTalker, type Talker } from './child.js';
import { moment } from './moment.js';

export interface DispatcherReport {
  readonly said: 'report';
  readonly stored: number;
  /** Longest time without a stored outcome, milliseconds. */
  readonly longestGap: number;
  readonly cpuSeconds: number;
  /** Of all client backends of the database. */
  readonly databaseSeconds: number;
  readonly peakRssMiB: number;
}

type DispatcherSaid =
  | { readonly said: 'ready' }
  | { readonly said: 'started'; readonly at: number }
  | { readonly said: 'stored'; readonly stored: number; readonly at: number }
  | DispatcherReport;

/** A dispatcher in a process of its own. */
export class DispatcherProcess {
  stored = 0;
  /** When the last of them was. */
  storedAt = 0;
  private listeners = new Set<() => void>();

  private constructor(private readonly talker: Talker<DispatcherSaid>) {
    talker.onSaid((message) => {
      if (message.said !== 'stored') return;
      this.stored = message.stored;
      this.storedAt = message.at;
      for (const listener of this.listeners) listener();
    });
  }

  static async open(databaseUrl: string, engine?: PartialEngineOptions): Promise<DispatcherProcess> {
    const talker = startTalker<DispatcherSaid>('workers/dispatcher', { databaseUrl, engine });
    await talker.heard('ready');
    return new DispatcherProcess(talker);
  }

  /** @returns the moment */
  async start(): Promise<number> {
    this.talker.tell({ do: 'start' });
    return (await this.talker.heard('started')).at;
  }

  mark(): void {
    this.talker.tell({ do: 'mark' });
  }

  async report(): Promise<DispatcherReport> {
    this.talker.tell({ do: 'report' });
    return this.talker.heard('report');
  }

  onStored(listener: () => void): void {
    this.listeners.add(listener);
  }

  end(): Promise<void> {
    return this.talker.end();
  }
}

export interface Delivered {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
}

/**
 * Waits until these processes together have stored `count` outcomes since the call, or for so many seconds.
 * @param from the moment at which the time begins
 */
export async function delivered(
  processes: readonly DispatcherProcess[],
  limit: { readonly count: number; readonly seconds?: number; readonly onProgress?: (done: number) => void },
  from: number,
): Promise<Delivered> {
  const total = (): number => processes.reduce((sum, { stored }) => sum + stored, 0);
  const before = total();
  let saidAt = moment();
  await new Promise<void>((resolve) => {
    const timer = limit.seconds === undefined ? undefined : setTimeout(resolve, limit.seconds * 1000);
    const look = (): void => {
      if (limit.onProgress !== undefined && moment() - saidAt > 1000) {
        saidAt = moment();
        limit.onProgress(total() - before);
      }
      if (total() - before < limit.count) return;
      clearTimeout(timer);
      resolve();
    };
    for (const each of processes) each.onStored(look);
    look();
  });
  const count = total() - before;
  const seconds = (Math.max(...processes.map(({ storedAt }) => storedAt)) - from) / 1000;
  return { count, seconds, perSecond: count / seconds };
}
