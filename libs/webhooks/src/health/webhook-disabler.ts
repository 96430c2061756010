import type { Queryable } from '@posthorn/database';
import type { Configuration } from '../configuration/configuration.js';
import type { HealthAfter } from '../dispatcher/outcome-writer.js';
import type { OutcomeRow } from '../dispatcher/outcome-row.js';
import type { EngineLogger, GuardedObserver } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';

export interface WebhookDisablerDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly configuration: () => Configuration | undefined;
  readonly logger: EngineLogger;
  readonly observer: GuardedObserver;
  /** A webhook was disabled: the configuration has moved. Must not throw. */
  readonly onDisabled: () => void;
}

/** Disables webhooks that answered 410, or that have only failed for as long as they may. */
export class WebhookDisabler {
  private readonly working = new Map<string, Promise<void>>();

  constructor(private readonly deps: WebhookDisablerDeps) {}

  /** Called with outcomes that are stored, and the health that followed from them. Never throws. */
  judge(rows: readonly OutcomeRow[], health: readonly HealthAfter[]): void {
    for (const { key, judgement } of rows) {
      if (judgement !== null && judgement.goneUrl !== null) this.disable(key.webhookId, 'gone', judgement.goneUrl);
    }
    for (const after of health) {
      const rule = this.deps.configuration()?.webhooks.get(after.webhookId)?.disableAfter;
      if (rule === undefined || after.failingFor === null) continue;
      const tooLong = rule.seconds !== null && after.failingFor >= rule.seconds;
      const tooOften = rule.failures !== null && after.consecutiveFailures >= rule.failures;
      if (tooLong || tooOften) this.disable(after.webhookId, 'failing', null);
    }
  }

  /** Resolves when nothing is being disabled. */
  async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.all(this.working.values());
  }

  /** @param url disables it only if this is its URL still */
  private disable(webhookId: string, reason: 'gone' | 'failing', url: string | null): void {
    if (this.working.has(webhookId)) return;
    this.working.set(
      webhookId,
      this.write(webhookId, reason, url).finally(() => this.working.delete(webhookId)),
    );
  }

  /** Never rejects: a webhook that stays enabled by a fault answers 410 again, or goes on failing. */
  private async write(webhookId: string, reason: 'gone' | 'failing', url: string | null): Promise<void> {
    const { database, statements, logger, observer, onDisabled } = this.deps;
    try {
      const { rows } = await database.query<{ disabled: number }>(statements.disableWebhook, [webhookId, reason, url]);
      if (rows[0]?.disabled !== 1) return;
      logger.warn('A webhook was disabled', { webhookId, reason });
      observer.webhookDisabled(webhookId, reason);
      onDisabled();
    } catch (error) {
      logger.warn('A webhook could not be disabled', { webhookId, reason, error });
    }
  }
}
