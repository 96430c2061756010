import type { Queryable } from '@posthorn/database';
import type { Configuration } from '../configuration/configuration.js';
import type { ConfigurationStore } from '../configuration/configuration-store.js';
import type { WorkerOptions } from '../engine/engine-options.js';
import type { EngineLogger, GuardedObserver } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import type { Lease } from '../leases/lease.js';
import { heldThrough } from '../leases/held-through.js';
import type { LeaseKeeper } from '../leases/lease-keeper.js';
import { loadEvent, type EventColumns, type LoadedEvent } from '../relay/loaded-event.js';
import type { Dispatcher } from './dispatcher.js';
import { unattempted } from './outcome-rows.js';
import type { OutcomeWriter } from './outcome-writer.js';
import { plainArray } from './pg-array.js';
import type { ReadyEntry, ReadyList } from './ready-list.js';
import type { Releaser } from './releaser.js';
import { QueueLane, WorkItem } from './work-item.js';

export interface QueueClaimerDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly configuration: ConfigurationStore;
  readonly dispatcher: Dispatcher;
  readonly writer: OutcomeWriter;
  readonly leases: LeaseKeeper;
  readonly releaser: Releaser;
  readonly ready: ReadyList;
  readonly worker: WorkerOptions;
  readonly monotonic: Monotonic;
  readonly owner: string;
  readonly logger: EngineLogger;
  readonly observer: GuardedObserver;
}

interface ClaimedDelivery extends EventColumns {
  /** Of its lease; null: that of the row before. */
  readonly token: string | null;
  /** The version that the claim saw, in the first row. */
  readonly configuration: string | null;
  /** Lost ones; left out where there is none. */
  readonly claims?: number;
  readonly webhook_id: string;
  readonly lane: QueueLane;
  readonly replay: number;
  readonly attempts: number;
  readonly steps: number;
  readonly due_at: number | null;
}

interface HeldDelivery {
  readonly row: ClaimedDelivery;
  readonly lease: Lease;
}

/** Webhooks of one claim, and rows of it. Twice as many webhooks with half as many rows each cost a tenth more. */
const WEBHOOKS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;
/** Deliveries that lost one or two claims run beside each other, each under its own lease; later ones alone. */
const SUSPECTS_AT_ONCE = 20;
/** Held at a time: all that are held are blamed when the process dies. */
const SUSPECTS_HELD = 64;
const ALONE_FROM = 3;

/** Claims due deliveries from the queue: of each webhook as many as it has slots here, webhooks taking turns. */
export class QueueClaimer {
  private suspects = 0;
  private alone = 0;
  /** The queue holds deliveries whose claim was lost, as far as the poll knows. */
  suspectsKnown = false;
  /** Something is due that found no slot here. */
  blocked = false;

  constructor(private readonly deps: QueueClaimerDeps) {}

  /** Whether an entry's rows may be sent now, the due time aside. */
  private readonly mayClaim = (entry: ReadyEntry): boolean => this.freeSlots(entry) > 0;

  private freeSlots(entry: ReadyEntry): number {
    const { dispatcher, configuration, monotonic } = this.deps;
    const webhook = configuration.current?.webhooks.get(entry.webhookId);
    if (webhook?.state !== 'active') return 0;
    const now = monotonic.now();
    const lane = dispatcher.lane(webhook);
    if (entry.lane === QueueLane.first) {
      if (lane.health.isHeld(now)) return 0;
      if (lane.health.isProbing(now)) return lane.inFlight + lane.waiting.length === 0 ? 1 : 0;
    }
    return dispatcher.claimable(lane, now);
  }

  /** When the next row is due that this process could send; null: none is known. */
  nextDue(): number | null {
    return this.deps.ready.nextDue(this.deps.monotonic.now(), (entry) => {
      const state = this.deps.configuration.current?.webhooks.get(entry.webhookId)?.state;
      return state === 'active' || state === 'disabled';
    });
  }

  /** Whether another look is worth it when an attempt for this webhook has ended. */
  isBlockedFor(webhookId: string): boolean {
    if (!this.blocked) return false;
    const { ready, monotonic } = this.deps;
    const now = monotonic.now();
    return (
      this.suspectsKnown ||
      ready.hasDue(webhookId, QueueLane.retry, now) ||
      ready.hasDue(webhookId, QueueLane.first, now)
    );
  }

  /** @returns deliveries taken */
  async claim(): Promise<number> {
    const suspects = this.suspectsKnown ? await this.claimSuspects() : 0;
    return suspects + (await this.claimDue());
  }

  private async claimDue(): Promise<number> {
    const { ready, monotonic, database, statements, owner, worker, observer } = this.deps;
    const claimedAt = monotonic.now();
    const entries = ready.due(claimedAt, WEBHOOKS_AT_ONCE, this.mayClaim);
    this.blocked = entries.length === 0 && (this.suspectsKnown || ready.anyDue(claimedAt));
    if (entries.length === 0) return 0;
    // An equal part of the claim for each, so that the first ones named cannot fill it.
    const part = Math.ceil(ROWS_AT_ONCE / entries.length);
    const free = entries.map((entry) => Math.min(part, this.freeSlots(entry)));
    const full = entries.map((entry) => claimedAt >= entry.fullPassAt);
    const { rows } = await database.query<ClaimedDelivery>(statements.claimQueue, [
      owner,
      plainArray(entries.map(({ webhookId }) => webhookId)),
      plainArray(entries.map(({ lane }) => lane)),
      plainArray(free),
      plainArray(entries.map(({ low }, index) => (full[index] ? 0 : low))),
      ROWS_AT_ONCE,
      worker.lease / 1000,
    ]);
    this.noteTaken(entries, free, full, rows, claimedAt);
    if (rows.length === 0) return 0;
    await this.take(rows, claimedAt);
    observer.claimed('queue', rows.length, monotonic.now() - claimedAt);
    return rows.length;
  }

  /** Deliveries whose claim was lost, one per lease. */
  private async claimSuspects(): Promise<number> {
    const limit = Math.min(SUSPECTS_AT_ONCE, SUSPECTS_HELD - this.suspects);
    if (limit <= 0) return 0;
    const some = await this.claimSuspectsBetween(limit, 1, ALONE_FROM - 1);
    if (some > 0 || this.alone > 0) return some;
    const one = await this.claimSuspectsBetween(1, ALONE_FROM, 32_767);
    if (one === 0) this.suspectsKnown = false;
    return one;
  }

  private async claimSuspectsBetween(limit: number, from: number, to: number): Promise<number> {
    const { database, statements, owner, worker, monotonic, dispatcher } = this.deps;
    if (dispatcher.inFlight + dispatcher.waiting >= worker.maxOpenRequests) return 0;
    const claimedAt = monotonic.now();
    const { rows } = await database.query<ClaimedDelivery>(statements.claimSuspects, [
      owner,
      limit,
      worker.lease / 1000,
      from,
      to,
    ]);
    if (rows.length > 0) await this.take(rows, claimedAt);
    return rows.length;
  }

  private async take(rows: readonly ClaimedDelivery[], claimedAt: number): Promise<void> {
    const { leases, dispatcher, writer } = this.deps;
    const held: HeldDelivery[] = [];
    let lease: Lease | undefined;
    for (const row of rows) {
      if (row.token !== null) lease = leases.open(row.token, claimedAt);
      if (lease === undefined) continue;
      lease.open++;
      held.push({ row, lease });
    }
    const current = await this.configurationFor(held);
    const events = new Map<string, LoadedEvent>();
    const paused: WorkItem[] = [];
    held.forEach(({ row, lease }) => {
      const webhook = current.webhooks.get(row.webhook_id);
      const lane = webhook === undefined ? dispatcher.findLane(row.webhook_id) : dispatcher.lane(webhook);
      if (lane === undefined) {
        // Deleted since the claim was decided on, and unknown here: the recovery of the lease settles it.
        void this.settleDeleted(row).finally(() => {
          lease.open--;
          if (lease.open === 0) writer.endLease(lease);
        });
        return;
      }
      const event = eventOf(row, current, events);
      const item = new WorkItem(
        lease,
        event,
        lane,
        'queue',
        row.lane,
        row.replay,
        row.attempts,
        row.steps,
        row.claims ?? 0,
        claimedAt,
      );
      if (webhook === undefined) this.end(item, 'failed', 'webhook_deleted');
      else if (webhook.state === 'disabled') this.end(item, 'skipped', null);
      else if (webhook.state === 'paused') paused.push(item);
      else {
        if (item.claims > 0) this.watchSuspect(item);
        dispatcher.enqueue(item);
      }
    });
    dispatcher.pump();
    await this.deps.releaser.release(paused);
  }

  /** Without the configuration nothing can be sent: then the claim is given up and comes back when it expires. */
  private async configurationFor(held: readonly HeldDelivery[]): Promise<Configuration> {
    const { configuration, monotonic } = this.deps;
    const version = held[0]?.row.configuration ?? undefined;
    try {
      return await heldThrough(held[0]?.lease, monotonic, () => configuration.atLeast(version));
    } catch (error) {
      for (const { lease } of held) this.deps.leases.abandon(lease);
      throw error;
    }
  }

  private end(item: WorkItem, status: 'failed' | 'skipped', reason: string | null): void {
    const now = this.deps.monotonic.now();
    this.deps.writer.add(unattempted(item, { status, reason, retryInSeconds: null, queueLane: item.queueLane }, now));
  }

  private watchSuspect(item: WorkItem): void {
    const alone = item.claims >= ALONE_FROM ? 1 : 0;
    this.suspects++;
    this.alone += alone;
    item.onEnd = () => {
      this.suspects--;
      this.alone -= alone;
    };
  }

  private async settleDeleted(row: ClaimedDelivery): Promise<void> {
    const { database, statements, logger } = this.deps;
    try {
      await database.query(statements.settleOne, [row.event_id, row.webhook_id, row.replay, row.event_project]);
    } catch (error) {
      logger.warn('A delivery of a deleted webhook could not be ended', { eventId: row.event_id, error });
    }
  }

  /** No older first attempt waits in the queue any more: new ones need not go behind it. */
  private caughtUp(webhookId: string): void {
    const lane = this.deps.dispatcher.findLane(webhookId);
    if (lane !== undefined) lane.backlog = false;
  }

  private noteTaken(
    entries: readonly ReadyEntry[],
    free: readonly number[],
    full: readonly boolean[],
    rows: readonly ClaimedDelivery[],
    claimedAt: number,
  ): void {
    const taken = new Map<string, { count: number; last: number | null }>();
    for (const row of rows) {
      const name = `${row.webhook_id}/${row.lane}`;
      const seen = taken.get(name);
      if (seen === undefined) taken.set(name, { count: 1, last: row.due_at });
      else {
        seen.count++;
        if (row.due_at !== null && (seen.last === null || row.due_at > seen.last)) seen.last = row.due_at;
      }
    }
    entries.forEach((entry, index) => {
      const seen = taken.get(`${entry.webhookId}/${entry.lane}`);
      if (full[index] === true) entry.fullPassAt = claimedAt + this.deps.worker.pollInterval;
      // A hundredth of a second behind: a float of seconds may be rounded past rows with the same due time.
      if (typeof seen?.last === 'number') entry.low = seen.last - 0.01;
      const limited = rows.length >= ROWS_AT_ONCE;
      if ((seen?.count ?? 0) >= (free[index] ?? 0) || limited) return;
      this.deps.ready.drained(entry);
      if (entry.lane === QueueLane.first) this.caughtUp(entry.webhookId);
    });
  }
}

function eventOf(row: ClaimedDelivery, configuration: Configuration, seen: Map<string, LoadedEvent>): LoadedEvent {
  let event = seen.get(row.event_id);
  if (event === undefined) {
    event = loadEvent(row, row.data, configuration);
    seen.set(row.event_id, event);
  }
  return event;
}
