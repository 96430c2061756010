import { ReceiverError } from '../receiver.errors.js';
import type { Clock } from '../receiver.options.js';
import type { ReplayClaim, ReplayStore } from './replay-store.js';

export interface MemoryReplayStoreOptions {
  /** How long a message is remembered after it was worked on, in seconds. Default one day. */
  readonly keepSeconds?: number;
  /** Messages remembered at most; beyond it the oldest are forgotten. Default 100,000, about 20 MB. */
  readonly maxEntries?: number;
  readonly clock?: Clock;
}

interface Entry {
  readonly done: boolean;
  readonly endsAt: number;
}

/** Remembers in the memory of this process: for one process, and for tests. Several share a `PgReplayStore`. */
export class MemoryReplayStore implements ReplayStore {
  private readonly entries = new Map<string, Entry>();
  private readonly keepMs: number;
  private readonly maxEntries: number;
  private readonly clock: Clock;

  constructor(options: MemoryReplayStoreOptions = {}) {
    const { keepSeconds = 86_400, maxEntries = 100_000, clock = { now: () => new Date() } } = options;
    if (!(keepSeconds > 0) || !(maxEntries >= 1)) {
      throw new ReceiverError('invalid_options', 'keepSeconds and maxEntries of a MemoryReplayStore must be positive.');
    }
    this.keepMs = keepSeconds * 1000;
    this.maxEntries = maxEntries;
    this.clock = clock;
  }

  /** How many messages are remembered. */
  get size(): number {
    return this.entries.size;
  }

  claim(key: string, leaseSeconds: number): Promise<ReplayClaim | 'done' | 'busy'> {
    const now = this.clock.now().getTime();
    const present = this.entries.get(key);
    if (present !== undefined && present.endsAt > now) return Promise.resolve(present.done ? 'done' : 'busy');
    const claimed: Entry = { done: false, endsAt: now + leaseSeconds * 1000 };
    this.put(key, claimed);
    // Whoever has taken over after the lease decides: a late end of this claim changes nothing.
    const ifMine = (change: () => void): Promise<void> => {
      if (this.entries.get(key) === claimed) change();
      return Promise.resolve();
    };
    return Promise.resolve({
      done: () => ifMine(() => this.put(key, { done: true, endsAt: this.clock.now().getTime() + this.keepMs })),
      release: () => ifMine(() => this.entries.delete(key)),
    });
  }

  /** A Map iterates in the order of insertion: what is put last is forgotten last. */
  private put(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    for (const [oldest] of this.entries) {
      if (this.entries.size <= this.maxEntries) break;
      this.entries.delete(oldest);
    }
  }
}
