import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { AuditStore } from '../audit/audit.store.js';
import type { DeliveryEngine } from '../engine/engine.js';
import { formatId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import { DATABASE, ENGINE } from '../webhooks.tokens.js';
import { HOST, type ChangeContext } from './webhook.input.js';
import type { WebhookRow, WebhookSettingsRow } from './webhook.row.js';
import { WebhookStore } from './webhook.store.js';

/** Pause, resume, disable, enable (RULES 20). Each may be said twice. */
@Injectable()
export class WebhookStates {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly store: WebhookStore,
    private readonly audit: AuditStore,
    @Inject(ENGINE) private readonly engine: DeliveryEngine,
  ) {}

  /** New events are skipped, what waits goes on waiting and spends no attempts. */
  pause(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<void> {
    return this.move(id, scope, context, 'webhook.paused', (row) => (row.paused ? undefined : { paused: true }));
  }

  resume(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<void> {
    return this.move(id, scope, context, 'webhook.resumed', (row) => (row.paused ? { paused: false } : undefined));
  }

  /** For the host's code: an operator stops an endpoint. What waits becomes `skipped` when it is due. */
  disable(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<void> {
    return this.move(id, scope, context, 'webhook.disabled', (row) =>
      row.disabled_reason === null ? { disabled_reason: 'manual' } : undefined,
    );
  }

  /** Resets the counters and sends nothing by itself. */
  enable(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<void> {
    return this.move(id, scope, context, 'webhook.enabled', async (row, tx) => {
      await this.store.resetHealth(tx, row.id);
      return row.disabled_reason === null ? undefined : { disabled_reason: null };
    });
  }

  private async move(
    id: string,
    scope: ProjectScope,
    context: ChangeContext,
    action: string,
    step: (row: WebhookRow, tx: Queryable) => Step | Promise<Step>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.store.lock(tx, id, scope);
      if (!row) throw new ResourceNotFoundError('webhook');
      const change = await step(row, tx);
      if (change === undefined) return;
      await this.store.update(tx, id, { ...row, ...change });
      await this.store.bumpVersion(tx);
      await this.audit.add(tx, {
        projectId: row.project_id,
        actor: context.actor,
        action,
        target: formatId('hook', id),
      });
    });
    this.engine.wake();
  }
}

type Step = Partial<WebhookSettingsRow> | undefined;
