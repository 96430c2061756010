import type { AttemptRecord } from './attempt.js';
export type { DeliveryKey } from './delivery-key.js';

export interface RunReport {
  /** Events taken from the outbox. */
  readonly relayed: number;
  /** Requests made. */
  readonly attempted: number;
  /** When the next waiting delivery is due, by the database's clock; null when none waits. */
  readonly nextDueAt: Date | null;
}

/**
 * Relay and dispatcher of one process. `start` lets it run on wakes, timers or the host's ticks;
 * `runOnce` does all work that is due now and resolves when its outcomes are stored.
 */
export interface DeliveryEngine {
  start(): void;
  /** Stops claiming, lets attempts end within the grace time, hands leases back. Safe twice and before `start`. */
  stop(graceMs?: number): Promise<void>;
  runOnce(): Promise<RunReport>;
  /** For the host's cron: takes up what is due; returns at once when a run is going on. */
  tick(): Promise<void>;
  /**
   * There may be work: called after a commit (`events`: only the outbox), by a replay or a changed webhook
   * (`everything`, the default: the queue and the configuration too). Never throws.
   */
  wake(what?: 'events' | 'everything'): void;
  /**
   * Sends one attempt now, outside queue, limits and health, and stores it (`POST …/test`).
   * The event and its delivery are marked `test`.
   */
  sendTest(input: TestSend): Promise<AttemptRecord>;
}

export interface TestSend {
  readonly webhookId: string;
  readonly projectId: string;
  readonly type: string;
  /** Compact JSON text. */
  readonly data: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
