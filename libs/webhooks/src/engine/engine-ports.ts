import type { DeliveryKey } from './engine.js';

/** Where the engine writes about itself. Never given a secret, nor the query, user or password of a URL. */
export interface EngineLogger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silentLogger: EngineLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** One attempt that has ended, for the log line, metrics and signals. */
export interface AttemptSignal {
  readonly key: DeliveryKey;
  readonly projectId: string | null;
  readonly eventType: string;
  readonly number: number;
  readonly outcome: 'success' | 'failed' | 'blocked' | 'unsendable';
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly durationMs: number;
  /** What follows. */
  readonly next: 'success' | 'retry' | 'exhausted' | 'rejected' | 'blocked' | 'unsendable';
  readonly retryInSeconds: number | null;
}

/** Told what happens, after it has happened. An observer that throws disturbs nothing. */
export interface EngineObserver {
  attempt?(signal: AttemptSignal): void;
  /** Outcomes that were refused because their lease was gone. */
  leaseLost?(outcomes: number): void;
  /** Claims of dead processes that this one took back. */
  leasesReaped?(report: { readonly leases: number; readonly events: number; readonly deliveries: number }): void;
  webhookDisabled?(webhookId: string, reason: 'gone' | 'failing'): void;
  claimed?(kind: 'outbox' | 'queue', rows: number, durationMs: number): void;
  recorded?(rows: number, durationMs: number): void;
  /** Events that were claimed and can be delivered to nobody: published by SQL against their schema, or unreadable. */
  undeliverable?(events: number): void;
}

/** Every method is there and throws nothing. */
export interface GuardedObserver extends Required<EngineObserver> {
  /** False: nobody listens for single attempts, so nothing need be made for them. */
  readonly wantsAttempts: boolean;
}

/** Calls every observer method safely: what it throws goes to the log. */
export function guardedObserver(observer: EngineObserver | undefined, logger: EngineLogger): GuardedObserver {
  const guard =
    <Arguments extends unknown[]>(name: string, method: ((...given: Arguments) => void) | undefined) =>
    (...given: Arguments): void => {
      if (method === undefined) return;
      try {
        method(...given);
      } catch (error) {
        logger.warn('An observer of the delivery engine failed', { observer: name, error });
      }
    };
  return {
    wantsAttempts: observer?.attempt !== undefined,
    attempt: guard('attempt', observer?.attempt?.bind(observer)),
    leaseLost: guard('leaseLost', observer?.leaseLost?.bind(observer)),
    leasesReaped: guard('leasesReaped', observer?.leasesReaped?.bind(observer)),
    webhookDisabled: guard('webhookDisabled', observer?.webhookDisabled?.bind(observer)),
    claimed: guard('claimed', observer?.claimed?.bind(observer)),
    recorded: guard('recorded', observer?.recorded?.bind(observer)),
    undeliverable: guard('undeliverable', observer?.undeliverable?.bind(observer)),
  };
}
