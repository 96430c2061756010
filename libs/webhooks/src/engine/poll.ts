import type { Queryable } from '@posthorn/database';
import type { ConfigurationStore } from '../configuration/configuration-store.js';
import type { Dispatcher } from '../dispatcher/dispatcher.js';
import type { ReadyList, ReadyReading } from '../dispatcher/ready-list.js';
import { QueueLane, type WorkLane } from '../dispatcher/work-item.js';
import type { LeaseKeeper } from '../leases/lease-keeper.js';
import type { EngineStatements } from './engine-statements.js';
import type { Monotonic } from './monotonic.js';

export interface PollDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly configuration: ConfigurationStore;
  readonly dispatcher: Dispatcher;
  readonly ready: ReadyList;
  readonly leases: LeaseKeeper;
  readonly monotonic: Monotonic;
}

export interface PollFindings {
  readonly configurationVersion: string;
  readonly configurationMoved: boolean;
  readonly outboxSuspects: boolean;
  readonly queueSuspects: boolean;
  /** There are deliveries in line for their key, or events that have yet to be lined up. */
  readonly ordering: boolean;
  /** There are webhooks with an `ordering_key`. */
  readonly orderedWebhooks: boolean;
}

interface SweepRow {
  readonly configuration: string;
  readonly outbox_suspects: boolean;
  readonly queue_suspects: boolean;
  readonly ordering: boolean;
  readonly ordered_webhooks: boolean;
  readonly dead_leases: boolean | null;
  readonly now_ms: number;
}

interface ReadyRow {
  readonly webhook_id: string;
  readonly lane: QueueLane;
  readonly due_in: number;
}

interface HealthRow {
  readonly webhook_id: string;
  readonly failed_attempts: number;
  readonly slow_for: number | null;
  readonly breaker_for: number | null;
}

/** Deliveries of a disabled or deleted webhook that one poll ends. */
const SETTLE_AT_ONCE = 2000;

/** Reads once per poll interval what other processes and people have changed. */
export class Poll {
  private databaseMs = 0;
  private readAt = 0;
  /** Webhooks whose health held something back when it was last read, at `healthAt`. */
  private held: ReadonlyMap<string, HealthRow> = new Map();
  private healthAt = -Infinity;

  constructor(private readonly deps: PollDeps) {}

  async run(): Promise<PollFindings> {
    const { database, statements, configuration, leases, ready, monotonic, dispatcher } = this.deps;
    const before = await this.sweep();
    let reaped = 0;
    if (before.dead_leases === true) for (let each = 1; each > 0; reaped += each) each = await leases.reap();
    const found = reaped > 0 ? await this.sweep() : before;
    const moved = configuration.hasMoved(found.configuration);
    const list = await database.query<ReadyRow>(statements.readyList);
    const now = monotonic.now();
    ready.replace(
      list.rows.map((row): ReadyReading => ({ webhookId: row.webhook_id, lane: row.lane, dueInSeconds: row.due_in })),
      now,
    );
    for (const lane of dispatcher.allLanes()) lane.backlog = ready.hasDue(lane.webhookId, QueueLane.first, now);
    await this.readHealth();
    if (!moved) await this.settleInactive();
    return {
      configurationVersion: found.configuration,
      configurationMoved: moved,
      outboxSuspects: found.outbox_suspects,
      queueSuspects: found.queue_suspects,
      ordering: found.ordering,
      orderedWebhooks: found.ordered_webhooks,
    };
  }

  /** What other processes have found out about the webhooks is known here. */
  get hasRun(): boolean {
    return this.healthAt !== -Infinity;
  }

  /** For a lane that was just made: what the last look has found out about its webhook. */
  prepare(lane: WorkLane): void {
    this.tellHealth(lane);
    lane.backlog = this.deps.ready.hasDue(lane.webhookId, QueueLane.first, this.deps.monotonic.now());
  }

  /** A monotonic moment by the database's clock. */
  databaseTime(moment: number): Date {
    return new Date(this.databaseMs + (moment - this.readAt));
  }

  private async sweep(): Promise<SweepRow> {
    const { rows } = await this.deps.database.query<SweepRow>(this.deps.statements.sweep);
    const row = rows[0];
    if (row === undefined) throw new Error('The poll got no row: is the schema of Posthorn complete?');
    this.databaseMs = row.now_ms;
    this.readAt = this.deps.monotonic.now();
    return row;
  }

  private async readHealth(): Promise<void> {
    const { database, statements, dispatcher, monotonic } = this.deps;
    const { rows } = await database.query<HealthRow>(statements.readHealth);
    this.healthAt = monotonic.now();
    this.held = new Map(rows.map((row) => [row.webhook_id, row]));
    for (const lane of dispatcher.allLanes()) this.tellHealth(lane);
  }

  private tellHealth({ webhookId, health }: WorkLane): void {
    const row = this.held.get(webhookId);
    if (row === undefined) health.clear();
    else {
      const { failed_attempts: failedAttempts, slow_for: slowFor, breaker_for: breakerFor } = row;
      health.read({ failedAttempts, slowFor, breakerFor }, this.healthAt);
    }
  }

  /** What waits for webhooks that are disabled is skipped when due; what waits for deleted ones has failed. */
  private async settleInactive(): Promise<void> {
    const { database, statements, configuration, ready, monotonic } = this.deps;
    const webhooks = configuration.current?.webhooks;
    if (webhooks === undefined) return;
    const now = monotonic.now();
    const seen = new Set<string>();
    for (const { webhookId, dueAt } of [...ready.all()]) {
      const webhook = webhooks.get(webhookId);
      const deleted = webhook === undefined;
      if (seen.has(webhookId) || !(deleted || (webhook.state === 'disabled' && dueAt <= now))) continue;
      seen.add(webhookId);
      await database.query(statements.settle, [
        webhookId,
        deleted ? 'failed' : 'skipped',
        deleted ? 'webhook_deleted' : null,
        !deleted,
        SETTLE_AT_ONCE,
      ]);
    }
  }
}
