import type { Queryable } from '@posthorn/database';
import type { Configuration } from '../configuration/configuration.js';
import type { ConfigurationStore } from '../configuration/configuration-store.js';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import type { Dispatcher } from '../dispatcher/dispatcher.js';
import { unattempted } from '../dispatcher/outcome-rows.js';
import type { OutcomeWriter } from '../dispatcher/outcome-writer.js';
import { plainArray, textArray } from '../dispatcher/pg-array.js';
import { QueueLane, WorkItem } from '../dispatcher/work-item.js';
import type { WorkerOptions } from '../engine/engine-options.js';
import type { EngineLogger, GuardedObserver } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import { timeOfUuid, uuidFloor } from '../ids/uuid-v7.js';
import { heldThrough } from '../leases/held-through.js';
import type { LeaseKeeper } from '../leases/lease-keeper.js';
import type { OrderedDeliveries } from '../ordering/ordered-deliveries.js';
import { loadClaimed, wasThere } from './claimed-events.js';
import type { EventColumns, LoadedEvent } from './loaded-event.js';
import type { PayloadCheck } from './normaliser.js';

export interface RelayDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly configuration: ConfigurationStore;
  readonly dispatcher: Dispatcher;
  readonly writer: OutcomeWriter;
  readonly leases: LeaseKeeper;
  readonly worker: WorkerOptions;
  readonly monotonic: Monotonic;
  readonly owner: string;
  readonly logger: EngineLogger;
  readonly observer: GuardedObserver;
  readonly payloadCheck: PayloadCheck | undefined;
  readonly counters: { relayed: number };
  readonly ordering: OrderedDeliveries;
}

interface ClaimedEvent extends EventColumns {
  /** This and the next: of the whole claim, in one of its rows at least. */
  readonly token: string | null;
  readonly configuration: string | null;
  /** Webhooks that get the event by their ordering inbox; null and absent: none. */
  readonly ordered?: readonly string[] | null;
}

interface SuspectEvent extends ClaimedEvent {
  readonly claims: number;
}

/** What is the same in all rows of a claim. */
interface Claim {
  readonly token: string;
  readonly configuration: string;
}

interface PreparedEvents {
  readonly configuration: Configuration;
  /** null: cannot be delivered. */
  readonly events: readonly (LoadedEvent | null)[];
}

/** First claim of a process: how many webhooks hear an event is not known yet. */
const FIRST_CLAIM = 4;
/** The watermark stays so far behind what was seen last: an event may be committed long after its id was made. */
const WATERMARK_LAG = 60_000;
const LOWEST = uuidFloor(0);

/** Fan-out and first attempt in one pass: claims stored events, matches them, hands the deliveries to the dispatcher. */
export class Relay {
  /** Deliveries per event, for the size of the next claim. */
  private fanOut = 1;
  private nextClaim = FIRST_CLAIM;
  /** Deliveries of this claim that went to the queue. */
  private deferred = 0;
  private fullPassAt = 0;
  private watermark = LOWEST;
  /**
   * There may be webhooks with an `ordering_key`, as far as the last poll knows. When it is wrong, a claim is dearer than
   * needed or brings nothing until the next poll.
   */
  expectsOrdered = true;

  constructor(private readonly deps: RelayDeps) {}

  /**
   * One claim.
   * @returns events taken, whether there may be more, and whether most of their deliveries had to be queued
   */
  async claim(): Promise<{ readonly events: number; readonly more: boolean; readonly crowded: boolean }> {
    const { deps } = this;
    const { statements } = deps;
    const claimedAt = deps.monotonic.now();
    const limit = this.claimSize();
    const { rows } = await deps.database.query<ClaimedEvent>(
      this.expectsOrdered ? statements.claimOutboxOrdered : statements.claimOutbox,
      [deps.owner, limit, deps.worker.lease / 1000, this.lowWatermark(claimedAt)],
    );
    const claim = claimOf(rows);
    if (claim === null) return { events: 0, more: false, crowded: false };
    this.noteTaken(rows);
    if (rows.some(({ ordered }) => ordered !== null && ordered !== undefined)) deps.ordering.arrived();
    deps.counters.relayed += rows.length;
    this.deferred = 0;
    const deliveries = await this.fanOutClaimed(claim, rows, claimedAt);
    deps.observer.claimed('outbox', rows.length, deps.monotonic.now() - claimedAt);
    this.fanOut = this.fanOut * 0.5 + (deliveries / rows.length) * 0.5;
    this.nextClaim = Math.min(deps.worker.batchSize, this.nextClaim * 4);
    return { events: rows.length, more: rows.length === limit, crowded: this.deferred * 2 > deliveries };
  }

  /**
   * Takes up events whose claim was lost: a hundred that were lost once, or one that was lost more often.
   * @returns events taken
   */
  async claimSuspects(): Promise<number> {
    const once = await this.claimSuspectsBetween(100, 1, 1);
    return once > 0 ? once : this.claimSuspectsBetween(1, 2, 32_767);
  }

  private async claimSuspectsBetween(limit: number, from: number, to: number): Promise<number> {
    const { database, statements, owner, worker, configuration } = this.deps;
    const { rows } = await database.query<SuspectEvent>(statements.claimOutboxSuspects, [
      owner,
      limit,
      worker.lease / 1000,
      from,
      to,
    ]);
    const claim = claimOf(rows);
    if (claim === null) return 0;
    const current = await configuration.atLeast(claim.configuration);
    const events = await loadClaimed(rows, current, this.deps);
    const pairs = rows.flatMap((row, index) => {
      const event = events[index] ?? null;
      if (event === null) return [];
      const webhooks = current.index
        .match(event.match)
        .filter((webhook) => wasThere(webhook, event) && row.ordered?.includes(webhook.id) !== true);
      return webhooks.map((webhook) => ({ row, event, webhook }));
    });
    await database.query(statements.refanOut, [
      claim.token,
      plainArray(pairs.map(({ event }) => event.id)),
      plainArray(pairs.map(({ webhook }) => webhook.id)),
      textArray(pairs.map(({ webhook }) => webhook.projectId ?? '')),
      textArray(pairs.map(({ event }) => event.project)),
      textArray(pairs.map(({ event }) => event.type)),
      plainArray(pairs.map(({ webhook }) => (webhook.state === 'active' ? 'pending' : 'skipped'))),
      plainArray(pairs.map(({ row }) => row.claims)),
    ]);
    return rows.length;
  }

  private async fanOutClaimed(claim: Claim, rows: readonly ClaimedEvent[], claimedAt: number): Promise<number> {
    const { deps } = this;
    const lease = deps.leases.open(claim.token, claimedAt);
    // Held open until everything is enqueued: an outcome that comes in meanwhile must not end the lease.
    lease.open = 1;
    const prepared = await heldThrough(lease, deps.monotonic, () => this.prepare(claim, rows)).catch(
      (error: unknown) => {
        deps.leases.abandon(lease);
        throw error;
      },
    );
    const { configuration, events } = prepared;
    const invalid = events.filter((event, index) => event === null && rows[index]?.type !== null).length;
    if (invalid > 0) deps.observer.undeliverable(invalid);
    let deliveries = 0;
    for (const [index, event] of events.entries()) {
      if (event === null) continue;
      const ordered = rows[index]?.ordered;
      for (const webhook of configuration.index.match(event.match)) {
        if (!wasThere(webhook, event) || ordered?.includes(webhook.id) === true) continue;
        deliveries++;
        lease.open++;
        this.admit(
          new WorkItem(lease, event, deps.dispatcher.lane(webhook), 'outbox', QueueLane.first, 0, 0, 0, 0, claimedAt),
        );
      }
    }
    lease.open--;
    if (lease.open === 0) deps.writer.endLease(lease);
    deps.dispatcher.pump();
    return deliveries;
  }

  private async prepare(claim: Claim, rows: readonly ClaimedEvent[]): Promise<PreparedEvents> {
    const configuration = await this.deps.configuration.atLeast(claim.configuration);
    return { configuration, events: await loadClaimed(rows, configuration, this.deps) };
  }

  /** Sends at once when there is a slot, else to the queue (RULES 9); nothing for a webhook that does not listen now. */
  private admit(item: WorkItem): void {
    const { deps } = this;
    const { lane } = item;
    const now = deps.monotonic.now();
    const webhook: WebhookConfig = lane.config;
    if (webhook.state !== 'active') {
      this.deps.writer.add(
        unattempted(item, { status: 'skipped', reason: null, retryInSeconds: null, queueLane: QueueLane.first }, now),
      );
      return;
    }
    const firstWait = webhook.retry.schedule[0] ?? 0;
    const probing = lane.health.isProbing(now) && lane.inFlight + lane.waiting.length > 0;
    if (firstWait > 0 || lane.backlog || lane.health.isHeld(now) || probing || !deps.dispatcher.hasRoom(lane, now)) {
      this.deps.writer.add(
        unattempted(
          item,
          { status: 'pending', reason: null, retryInSeconds: firstWait, queueLane: QueueLane.first },
          now,
        ),
      );
      this.deferred++;
      return;
    }
    this.deps.dispatcher.enqueue(item);
  }

  private claimSize(): number {
    const { batch } = this.deps.dispatcher;
    const wanted = Math.floor((batch * 2) / Math.max(1, this.fanOut));
    return Math.max(1, Math.min(wanted, this.nextClaim, batch));
  }

  /**
   * Everything once per half a poll interval, so that an event is never held up by a late commit or by a clock that is
   * behind; between those passes only what is not much older than what was taken last. Under an old snapshot the dead
   * entries of everything taken before would otherwise be read again by every claim (measured: 2.9 → 19.6 ms and
   * growing, against 2.2 ms).
   */
  private lowWatermark(now: number): string {
    if (now < this.fullPassAt) return this.watermark;
    // Half of it: two looks of an idle process lie a little less than the interval apart.
    this.fullPassAt = now + this.deps.worker.pollInterval / 2;
    return LOWEST;
  }

  private noteTaken(rows: readonly ClaimedEvent[]): void {
    let highest = LOWEST;
    for (const { event_id: id } of rows) if (id > highest) highest = id;
    const floor = uuidFloor(timeOfUuid(highest) - WATERMARK_LAG);
    if (floor > this.watermark) this.watermark = floor;
  }
}

/** null: nothing was claimed. */
function claimOf(rows: readonly ClaimedEvent[]): Claim | null {
  for (const { token, configuration } of rows)
    if (token !== null && configuration !== null) return { token, configuration };
  return null;
}
