import type { AttemptSignal, EngineObserver } from '@posthorn/webhooks';

import type { Logger } from '../logging/index.js';

/** One log line per attempt; its numbers are the library's. */
export class DeliveryObserver implements EngineObserver {
  constructor(private readonly logger: Logger) {}

  attempt(signal: AttemptSignal): void {
    this.logger[signal.outcome === 'success' ? 'info' : 'warn'](
      {
        event: `evt_${signal.key.eventId.replaceAll('-', '')}`,
        webhook: `hook_${signal.key.webhookId.replaceAll('-', '')}`,
        project: signal.projectId,
        type: signal.eventType,
        attempt: signal.number,
        outcome: signal.outcome,
        status: signal.statusCode,
        error_code: signal.errorCode,
        ms: Math.round(signal.durationMs * 10) / 10,
        next: signal.next,
        retry_in_seconds: signal.retryInSeconds,
      },
      'attempt',
    );
  }

  leaseLost(outcomes: number): void {
    this.logger.warn({ outcomes }, 'outcomes came after their lease had ended');
  }

  leasesReaped(report: { readonly leases: number; readonly events: number; readonly deliveries: number }): void {
    this.logger.warn(report, 'took over the claims of a process that is gone');
  }

  webhookDisabled(webhookId: string, reason: 'gone' | 'failing'): void {
    this.logger.warn({ webhook: `hook_${webhookId.replaceAll('-', '')}`, reason }, 'webhook disabled');
  }
}
