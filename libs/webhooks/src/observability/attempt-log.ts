import type { AttemptSignal, EngineLogger, EngineObserver } from '../engine/engine-ports.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';

/** One line per attempt, with everything that was decided, for hosts that do not observe attempts themselves. */
export class AttemptLog implements EngineObserver {
  constructor(private readonly logger: EngineLogger) {}

  attempt(signal: AttemptSignal): void {
    const { key } = signal;
    this.logger[signal.outcome === 'success' ? 'info' : 'warn']('attempt', {
      delivery: deliveryId(key),
      event: formatId('evt', key.eventId),
      webhook: formatId('hook', key.webhookId),
      project: signal.projectId,
      type: signal.eventType,
      attempt: signal.number,
      outcome: signal.outcome,
      status: signal.statusCode,
      error_code: signal.errorCode,
      ms: Math.round(signal.durationMs * 10) / 10,
      next: signal.next,
      retry_in_seconds: signal.retryInSeconds,
    });
  }
}
