import { Inject, Injectable } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import type { Database } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { AuditStore } from '../audit/audit.store.js';
import type { DutyStatements } from '../duties/duty-statements.js';
import type { CursorCodec } from '../http/cursor.js';
import { toPage, type Page, type PageRequest } from '../http/page.js';
import { formatId } from '../ids/prefixed-id.js';
import { uuidV7 } from '../ids/uuid-v7.js';
import { InvalidInputError, ResourceNotFoundError, StateConflictError } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { CURSORS, DATABASE, DUTY_STATEMENTS, OPTIONS } from '../webhooks.tokens.js';
import { payloadCheck } from '../events/payload-check.js';
import { HOST, type ChangeContext } from '../webhooks/webhook.input.js';
import type { WebhookRow } from '../webhooks/webhook.row.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import { RecoveryScan, type RecoveryCount } from './recovery-scan.js';
import { RecoveryStore } from './recovery.store.js';
import type { RecoverableStatus, RecoveryOutcomes, RecoveryRow, RecoverySelection } from './recovery.row.js';

export interface RecoveryRequest {
  readonly since: Date;
  /** Absent: now. */
  readonly until?: Date;
  /** Absent: failed and skipped. */
  readonly statuses?: readonly RecoverableStatus[];
  readonly eventTypes?: readonly string[];
  /** Absent: 10. */
  readonly ratePerSecond?: number;
}

const DEFAULT_RATE = 10;
/** Events looked through for a preview, and for the number that a new job shows. */
const PREVIEW_BUDGET = 200_000;
const COUNT_BUDGET = 20_000;

/** Recovery jobs: sends again what a webhook was not sent, or without success (RULES 24). */
@Injectable()
export class RecoveriesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CURSORS) private readonly cursors: CursorCodec,
    @Inject(DUTY_STATEMENTS) private readonly statements: DutyStatements,
    private readonly store: RecoveryStore,
    private readonly webhooks: WebhookStore,
    private readonly audit: AuditStore,
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
    private readonly catalog: EventCatalog,
  ) {}

  /**
   * Counts what a job would send and makes nothing.
   * @throws ResourceNotFoundError, InvalidInputError
   */
  async preview(
    webhookId: string,
    scope: ProjectScope,
    request: RecoveryRequest,
  ): Promise<{ readonly selection: RecoverySelection; readonly count: RecoveryCount }> {
    const webhook = await this.webhook(webhookId, scope);
    const selection = await this.selection(request);
    return { selection, count: await this.count(webhook, selection, PREVIEW_BUDGET) };
  }

  /**
   * Makes a job. On a paused webhook it waits.
   * @throws ResourceNotFoundError, InvalidInputError; StateConflictError `webhook_disabled`, `recovery_running`
   */
  async start(
    webhookId: string,
    scope: ProjectScope,
    request: RecoveryRequest,
    context: ChangeContext = HOST,
  ): Promise<RecoveryRow> {
    const webhook = await this.webhook(webhookId, scope);
    if (webhook.disabled_reason !== null) {
      throw new StateConflictError('webhook_disabled', 'The webhook is disabled. Enable it before you recover.');
    }
    const selection = await this.selection(request);
    const count = await this.count(webhook, selection, COUNT_BUDGET);
    const id = uuidV7();
    await this.database.transaction(async (tx) => {
      const made = await this.store.insert(tx, {
        ...selection,
        id,
        projectId: webhook.project_id,
        webhookId,
        ratePerSecond: request.ratePerSecond ?? DEFAULT_RATE,
        found: count.complete ? count.failed + count.skipped + count.missing : null,
        actor: context.actor,
      });
      if (!made) {
        throw new StateConflictError(
          'recovery_running',
          'A recovery of this webhook is running. Wait for it, or cancel it.',
        );
      }
      await this.record(tx, webhook.project_id, context, 'recovery.started', id);
    });
    return this.get(id, scope);
  }

  /** @throws ResourceNotFoundError */
  async get(id: string, scope: ProjectScope): Promise<RecoveryRow> {
    const row = await this.store.find(id, scope);
    if (!row) throw new ResourceNotFoundError('recovery');
    return row;
  }

  /** What became of what it queued; null when that is too much to look through. */
  outcomes(row: RecoveryRow): Promise<RecoveryOutcomes | null> {
    return this.store.outcomes(row);
  }

  /** Newest first. @throws ResourceNotFoundError */
  async list(webhookId: string, scope: ProjectScope, { cursor, limit }: PageRequest): Promise<Page<RecoveryRow>> {
    if (!(await this.webhooks.exists(webhookId, scope))) throw new ResourceNotFoundError('webhook');
    const list = JSON.stringify(['recoveries', webhookId]);
    const after = cursor === undefined ? null : String(this.cursors.decode(list, cursor)[0]);
    const rows = await this.store.list(webhookId, after, limit + 1);
    return toPage(rows, limit, (last) => this.cursors.encode(list, [last.id]));
  }

  /**
   * Queues nothing more; what is queued is sent.
   * @throws ResourceNotFoundError; StateConflictError `recovery_ended`
   */
  async cancel(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<RecoveryRow> {
    const row = await this.get(id, scope);
    await this.database.transaction(async (tx) => {
      if (!(await this.store.cancel(tx, id))) {
        throw new StateConflictError('recovery_ended', 'The recovery has ended and cannot be cancelled.');
      }
      await this.record(tx, row.project_id, context, 'recovery.cancelled', id);
    });
    return this.get(id, scope);
  }

  private async webhook(id: string, scope: ProjectScope): Promise<WebhookRow> {
    const row = await this.webhooks.find(id, scope);
    if (!row) throw new ResourceNotFoundError('webhook');
    return row;
  }

  /** `until` is fixed here and never later than now: what is published meanwhile is sent anyway. */
  private async selection(request: RecoveryRequest): Promise<RecoverySelection> {
    const now = await this.store.now();
    const until = request.until !== undefined && request.until < now ? request.until : now;
    if (request.since >= until) {
      throw InvalidInputError.of('since', 'invalid', 'since has to be before until, and in the past.');
    }
    const statuses = [...new Set(request.statuses ?? (['failed', 'skipped'] as const))];
    return { since: request.since, until, statuses, eventTypes: request.eventTypes ?? null };
  }

  private count(webhook: WebhookRow, selection: RecoverySelection, budget: number): Promise<RecoveryCount> {
    const check = payloadCheck(this.catalog);
    return new RecoveryScan(this.database, this.statements, webhook, selection, this.options, check).count(budget);
  }

  private record(
    tx: Parameters<AuditStore['add']>[0],
    projectId: string,
    { actor }: ChangeContext,
    action: string,
    id: string,
  ): Promise<void> {
    return this.audit.add(tx, { projectId, actor, action, target: formatId('rec', id) });
  }
}
