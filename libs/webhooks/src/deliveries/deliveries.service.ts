import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { AuditStore } from '../audit/audit.store.js';
import type { DeliveryEngine, DeliveryKey } from '../engine/engine.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { CursorCodec } from '../http/cursor.js';
import { toPage, type Page, type PageRequest } from '../http/page.js';
import { deliveryId, eventIdRangeOfDeliveryId } from '../ids/delivery-id.js';
import { ExpiredError, ResourceNotFoundError, StateConflictError } from '../webhooks.errors.js';
import { CURSORS, DATABASE, ENGINE, STATEMENTS } from '../webhooks.tokens.js';
import { HOST, type ChangeContext } from '../webhooks/webhook.input.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import { keyOf } from './delivery.mapper.js';
import type { AttemptRow, DeliveryRow, DeliveryStatus } from './delivery.row.js';
import { DeliveryStore, type StatusCodeFilter } from './delivery.store.js';

export interface DeliveryListRequest extends PageRequest {
  readonly scope: ProjectScope;
  /** Raw UUID; the deliveries of a deleted webhook are still there. */
  readonly webhookId?: string;
  readonly eventId?: string;
  readonly status?: readonly DeliveryStatus[];
  readonly statusCode?: StatusCodeFilter;
  readonly eventType?: string;
  /** By `created_at`: since inclusive, until exclusive. */
  readonly since?: Date;
  readonly until?: Date;
}

/** What became of one id of a bulk replay. */
export type ReplayResult =
  | { readonly id: string; readonly delivery: DeliveryRow }
  | { readonly id: string; readonly code: string; readonly message: string };

/** Deliveries, their attempts and their replay. For the REST API, the dialects' APIs and the host's own code. */
@Injectable()
export class DeliveriesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CURSORS) private readonly cursors: CursorCodec,
    @Inject(ENGINE) private readonly engine: DeliveryEngine,
    @Inject(STATEMENTS) private readonly statements: EngineStatements,
    private readonly store: DeliveryStore,
    private readonly webhooks: WebhookStore,
    private readonly audit: AuditStore,
  ) {}

  /** Newest event first. @throws ResourceNotFoundError when a webhook is named that the scope does not have */
  async list(request: DeliveryListRequest): Promise<Page<DeliveryRow>> {
    const { cursor, limit, ...filter } = request;
    if (filter.webhookId !== undefined && !(await this.webhooks.exists(filter.webhookId, filter.scope))) {
      throw new ResourceNotFoundError('webhook');
    }
    const list = JSON.stringify(['deliveries', filter]);
    const position = cursor === undefined ? undefined : this.cursors.decode(list, cursor);
    const after = position && {
      eventId: String(position[0]),
      webhookId: String(position[1]),
      replay: Number(position[2]),
    };
    const rows = await this.store.list({ ...filter, limit: limit + 1, ...(after ? { after } : {}) });
    return toPage(rows, limit, (last) => this.cursors.encode(list, [last.event_id, last.webhook_id, last.replay]));
  }

  /** By its public id. @throws ResourceNotFoundError */
  async get(id: string, scope: ProjectScope): Promise<DeliveryRow> {
    const range = eventIdRangeOfDeliveryId(id);
    const rows = range === null ? [] : await this.store.inRange(range, scope);
    const found = rows.find((row) => deliveryId(keyOf(row)) === id);
    if (!found) throw new ResourceNotFoundError('delivery');
    return found;
  }

  async find(key: DeliveryKey): Promise<DeliveryRow | undefined> {
    return this.store.find(key);
  }

  /** Oldest first. */
  async attempts(delivery: DeliveryRow): Promise<readonly AttemptRow[]> {
    return this.store.attempts(keyOf(delivery));
  }

  /**
   * Sends the event again, as a new delivery with the same event id on the wire; leaves an audit entry.
   * @throws ResourceNotFoundError; ExpiredError `event_expired`; StateConflictError `webhook_deleted`, `webhook_disabled`
   */
  async replay(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<DeliveryRow> {
    const added = await this.addReplay(id, scope, context);
    this.engine.wake();
    return added;
  }

  /** Replays several; each succeeds or fails for itself. */
  async replayAll(
    ids: readonly string[],
    scope: ProjectScope,
    context: ChangeContext = HOST,
  ): Promise<readonly ReplayResult[]> {
    const results: ReplayResult[] = [];
    for (const id of new Set(ids)) {
      try {
        results.push({ id, delivery: await this.addReplay(id, scope, context) });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        results.push({ id, code: error.code, message: error.message });
      }
    }
    this.engine.wake();
    return results;
  }

  private async addReplay(id: string, scope: ProjectScope, context: ChangeContext): Promise<DeliveryRow> {
    const original = await this.get(id, scope);
    const webhook = await this.webhooks.find(original.webhook_id, scope);
    if (!webhook) throw new StateConflictError('webhook_deleted', 'The webhook of this delivery was deleted.');
    if (webhook.disabled_reason !== null) {
      throw new StateConflictError('webhook_disabled', 'The webhook is disabled. Enable it before you replay.');
    }
    const replay = await this.nextReplay(original, context);
    const added = await this.store.find({ ...keyOf(original), replay });
    if (!added) throw new ResourceNotFoundError('delivery');
    return added;
  }

  private async nextReplay(original: DeliveryRow, context: ChangeContext): Promise<number> {
    // Two replays of one delivery at the same moment take the same number: the one that wrote nothing asks again.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const report = await this.tryReplay(original, context);
      if (!report) throw new ResourceNotFoundError('delivery');
      if (report.expired) {
        throw new ExpiredError(
          'event_expired',
          'The event is no longer kept: it was erased or is older than the retention.',
        );
      }
      if (report.replay !== null) return report.replay;
    }
    throw new StateConflictError('replay_conflict', 'The delivery is being replayed by others. Try again.');
  }

  private tryReplay(original: DeliveryRow, { actor }: ChangeContext): Promise<ReplayReport | undefined> {
    return this.database.transaction(async (tx) => {
      const values = [original.event_id, original.webhook_id, original.replay, null];
      const [report] = (await tx.query<ReplayReport>(this.statements.replay, values)).rows;
      if (typeof report?.replay === 'number') {
        const target = deliveryId(keyOf(original));
        await this.audit.add(tx, { projectId: original.project_id, actor, action: 'delivery.replayed', target });
      }
      return report;
    });
  }
}

/** A row of replay.sql; no `replay`: nothing was made. */
interface ReplayReport {
  readonly replay: number | null;
  readonly expired: boolean;
}

const MAX_TRIES = 5;

function isRefusal(error: unknown): error is ResourceNotFoundError | StateConflictError | ExpiredError {
  return error instanceof ResourceNotFoundError || error instanceof StateConflictError || error instanceof ExpiredError;
}
