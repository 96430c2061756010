import { GuardedStream } from '@posthorn/event-bus';
import { Subject, type Observable } from 'rxjs';
import type { AttemptSignal, EngineLogger, EngineObserver } from '../engine/engine-ports.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';
import { publishDiagnostics } from './diagnostics.js';
import type { DeliverySignal, PosthornSignal } from './posthorn-signal.js';

/**
 * What this process delivers, as it happens: on `events$` and on `node:diagnostics_channel` (`posthorn:delivered`, …).
 * Best effort and after the fact: nothing that has to happen may depend on it. A subscriber that throws disturbs nothing.
 */
export class Posthorn implements EngineObserver {
  private readonly signals = new Subject<PosthornSignal>();
  private readonly stream: GuardedStream<PosthornSignal>;

  constructor(private readonly logger: EngineLogger) {
    this.stream = new GuardedStream<PosthornSignal>(
      {
        threw: (error) => this.failed(error),
        returned: (promise) => void Promise.resolve(promise).catch((error: unknown) => this.failed(error)),
      },
      (subscriber) => this.signals.subscribe(subscriber),
    );
  }

  get events$(): Observable<PosthornSignal> {
    return this.stream;
  }

  /** @internal */
  attempt(attempt: AttemptSignal): void {
    this.emit(deliverySignal(attempt));
  }

  /** @internal */
  webhookDisabled(webhookId: string, reason: 'gone' | 'failing'): void {
    this.emit({ type: 'webhook-disabled', webhookId: formatId('hook', webhookId), reason });
  }

  /** @internal */
  leaseLost(outcomes: number): void {
    this.emit({ type: 'lease-lost', outcomes });
  }

  /** @internal Completes the stream. */
  close(): void {
    this.signals.complete();
  }

  private emit(signal: PosthornSignal): void {
    this.signals.next(signal);
    publishDiagnostics(signal, (error) => this.failed(error));
  }

  private failed(error: unknown): void {
    this.logger.warn('A subscriber of the signals failed', { error });
  }
}

function deliverySignal(attempt: AttemptSignal): DeliverySignal {
  const { key, next } = attempt;
  return {
    type: TYPES[next],
    deliveryId: deliveryId(key),
    eventId: formatId('evt', key.eventId),
    webhookId: formatId('hook', key.webhookId),
    projectId: attempt.projectId,
    eventType: attempt.eventType,
    attempt: attempt.number,
    statusCode: attempt.statusCode,
    errorCode: attempt.errorCode,
    durationMs: attempt.durationMs,
    failureReason: next === 'success' || next === 'retry' ? null : next,
    retryInSeconds: attempt.retryInSeconds,
  };
}

const TYPES: Readonly<Record<AttemptSignal['next'], DeliverySignal['type']>> = {
  success: 'delivered',
  retry: 'retry-scheduled',
  exhausted: 'delivery-failed',
  rejected: 'delivery-failed',
  unsendable: 'delivery-failed',
  blocked: 'destination-blocked',
};
