import type { Queryable } from '@posthorn/database';
import type { Configuration } from '../configuration/configuration.js';
import type { ConfigurationStore } from '../configuration/configuration-store.js';
import type { OutcomeRow } from '../dispatcher/outcome-row.js';
import { plainArray, textArray } from '../dispatcher/pg-array.js';
import type { ReadyList } from '../dispatcher/ready-list.js';
import { QueueLane } from '../dispatcher/work-item.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import { loadClaimed, wasThere } from '../relay/claimed-events.js';
import type { EventColumns, LoadedEvent } from '../relay/loaded-event.js';
import type { PayloadCheck } from '../relay/normaliser.js';
import { orderingHash } from './ordering-key.js';

export interface OrderedDeliveriesDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly configuration: ConfigurationStore;
  readonly ready: ReadyList;
  readonly monotonic: Monotonic;
  readonly logger: EngineLogger;
  readonly payloadCheck: PayloadCheck | undefined;
  /** These webhooks have new rows in the queue. Must not throw. */
  readonly onQueued: (webhookIds: Iterable<string>) => void;
}

/** A row of ordering-inbox.sql. */
interface InboxRow extends EventColumns {
  /** The event's sequence, exactly. */
  readonly place: string;
  /** Webhooks that get the event this way. */
  readonly ordered: readonly string[];
  /** Rows of the batch, before it was cut to its bytes. */
  readonly found: number;
  readonly configuration: string;
}

/** One delivery for ordering-line-up.sql. */
interface Placement {
  readonly place: string;
  readonly webhookId: string;
  readonly webhookProject: string;
  readonly eventType: string;
  readonly status: 'pending' | 'skipped';
  readonly generation: number;
  /** null: the payload has no key, so it waits for nobody. */
  readonly hash: string | null;
  readonly waitSeconds: number;
}

interface AdvancedRow {
  readonly webhook_id: string;
  readonly queued: number;
  readonly due_in: number;
}

/** Of a webhook and an event, or of a webhook and a hash. */
type Pair = readonly [webhookId: string, other: string];

/** Events lined up by one statement, and bytes of payload that are read for it. */
const EVENTS_AT_ONCE = 1000;
const BYTES_AT_ONCE = 8 * 1024 * 1024;
/** Behind a long backlog the reading is what costs. One that takes longer than this leaves as much time to others. */
const SHORT_READING = 50;
/** Deliveries of a disabled or deleted webhook that one sweep ends. */
const SETTLE_AT_ONCE = 2000;
/** An inspection looks at every key. One that takes longer than this at a poll rests for so many times the excess. */
const SHORT_INSPECTION = 100;
const REST = 20;

/**
 * Deliveries of webhooks with an `ordering_key`: lines up events in the order of publishing and lets the next one of
 * a key go when the one in front has ended. What it is told only makes it fast; all that it knows is in the database.
 */
export class OrderedDeliveries {
  private hasArrivals = false;
  private isSweepWanted = false;
  private ended: Pair[] = [];
  private joined: Pair[] = [];
  private sweepAt = -Infinity;
  private lineUpAt = -Infinity;
  private running: Promise<void> | undefined;
  /** Webhooks that have anyone in line, though they may have no `ordering_key` any more. */
  private known = new Set<string>();

  constructor(private readonly deps: OrderedDeliveriesDeps) {}

  /** A claim has put events into the inbox. */
  arrived(): void {
    this.hasArrivals = true;
    void this.begin();
  }

  /** The outcome of a delivery that has ended was stored. Cheap for those that stood in no line. */
  noteEnded({ fresh, key, lane }: OutcomeRow): void {
    if (fresh || key.replay > 0) return;
    if (lane.config.orderingKey === null && !this.known.has(key.webhookId)) return;
    // The rest of its batch is noted before this begins.
    if (this.ended.length === 0) queueMicrotask(() => void this.begin());
    this.ended.push([key.webhookId, key.eventId]);
  }

  /** Everything, whoever has made it necessary: for the poll, when there is anything in the tables. */
  async sweep(): Promise<void> {
    this.isSweepWanted = true;
    await this.begin();
  }

  /** Resolves when nothing is going on. */
  async settled(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  /** Never rejects: what fails is found by the next sweep, of this process or of another. */
  private begin(): Promise<void> {
    this.running ??= this.work()
      .catch((error: unknown) => {
        // Dropped, or a database that is away would be asked again without a pause.
        this.hasArrivals = this.isSweepWanted = false;
        this.ended = [];
        this.joined = [];
        this.deps.logger.warn('Ordered deliveries could not be moved on; the next poll tries again', { error });
      })
      .finally(() => {
        this.running = undefined;
        // What came in while the last look was over already.
        if (this.hasWork()) void this.begin();
      });
    return this.running;
  }

  private hasWork(): boolean {
    return this.hasArrivals || this.isSweepWanted || this.ended.length > 0;
  }

  private async work(): Promise<void> {
    const { monotonic } = this.deps;
    while (this.hasWork()) {
      const isSweep = this.isSweepWanted;
      const isDue = isSweep || (this.hasArrivals && monotonic.now() >= this.lineUpAt);
      this.isSweepWanted = false;
      this.hasArrivals = false;
      if (isDue) await this.lineUp();
      await this.advanceTold();
      if (isSweep && monotonic.now() >= this.sweepAt) await this.inspect();
    }
  }

  /** One batch of the inbox. */
  private async lineUp(): Promise<void> {
    const { database, statements, configuration, monotonic, ready } = this.deps;
    const startedAt = monotonic.now();
    const { rows } = await database.query<InboxRow>(statements.orderingInbox, [EVENTS_AT_ONCE, BYTES_AT_ONCE]);
    const readAt = monotonic.now();
    this.lineUpAt = readAt + Math.max(0, readAt - startedAt - SHORT_READING);
    if (rows.length === 0) return;
    const current = await configuration.atLeast(rows[0]?.configuration);
    const events = await loadClaimed(rows, current, this.deps);
    const placements = rows.flatMap((row, index) => {
      const event = events[index] ?? null;
      return event === null ? [] : placementsOf(row, event, current);
    });
    await database.query(statements.orderingLineUp, [
      plainArray(rows.map(({ place }) => place)),
      plainArray(placements.map(({ place }) => place)),
      plainArray(placements.map(({ webhookId }) => webhookId)),
      textArray(placements.map(({ webhookProject }) => webhookProject)),
      textArray(placements.map(({ eventType }) => eventType)),
      plainArray(placements.map(({ status }) => status)),
      plainArray(placements.map(({ generation }) => generation)),
      plainArray(placements.map(({ hash }) => hash)),
      plainArray(placements.map(({ waitSeconds }) => waitSeconds)),
    ]);
    const without = placements.filter(({ hash, status }) => hash === null && status === 'pending');
    for (const each of without) ready.add(each.webhookId, QueueLane.first, readAt + each.waitSeconds * 1000);
    if (without.length > 0) this.deps.onQueued(new Set(without.map(({ webhookId }) => webhookId)));
    for (const { webhookId, hash, status } of placements) {
      if (hash === null || status !== 'pending') continue;
      this.joined.push([webhookId, hash]);
      this.known.add(webhookId);
    }
    const wasCut = rows.length === EVENTS_AT_ONCE || rows.length < (rows[0]?.found ?? 0);
    if (wasCut) this.hasArrivals = true;
  }

  private async advanceTold(): Promise<void> {
    const { ended, joined } = this;
    if (ended.length + joined.length === 0) return;
    this.ended = [];
    this.joined = [];
    await this.advance(ended, [...new Map(joined.map((pair) => [pair.join(), pair])).values()], false);
  }

  private async advance(ended: readonly Pair[], joined: readonly Pair[], everything: boolean): Promise<void> {
    const { database, statements, ready, monotonic, onQueued } = this.deps;
    const { rows } = await database.query<AdvancedRow>(statements.orderingAdvance, [
      plainArray(ended.map(([webhookId]) => webhookId)),
      plainArray(ended.map(([, eventId]) => eventId)),
      plainArray(joined.map(([webhookId]) => webhookId)),
      plainArray(joined.map(([, hash]) => hash)),
      everything,
    ]);
    if (rows.length === 0) return;
    const now = monotonic.now();
    for (const row of rows) ready.add(row.webhook_id, QueueLane.first, now + row.due_in * 1000);
    onQueued(rows.map(({ webhook_id }) => webhook_id));
  }

  /** Looks at every key: for what nobody has told us of, since its process is gone or the delivery ended without it. */
  private async inspect(): Promise<void> {
    const { database, statements, monotonic, configuration } = this.deps;
    const startedAt = monotonic.now();
    const { rows } = await database.query<{ webhook_id: string }>(statements.orderingWebhooks);
    this.known = new Set(rows.map(({ webhook_id }) => webhook_id));
    await this.advance([], [], true);
    await this.settleInactive(configuration.current);
    const endedAt = monotonic.now();
    this.sweepAt = endedAt + Math.max(0, endedAt - startedAt - SHORT_INSPECTION) * REST;
  }

  private async settleInactive(current: Configuration | undefined): Promise<void> {
    if (current === undefined) return;
    const { database, statements } = this.deps;
    for (const webhookId of this.known) {
      const webhook = current.webhooks.get(webhookId);
      if (webhook !== undefined && webhook.state !== 'disabled') continue;
      const deleted = webhook === undefined;
      await database.query(statements.orderingSettle, [
        webhookId,
        deleted ? 'failed' : 'skipped',
        deleted ? 'webhook_deleted' : null,
        !deleted,
        SETTLE_AT_ONCE,
      ]);
    }
  }
}

function placementsOf(row: InboxRow, event: LoadedEvent, configuration: Configuration): Placement[] {
  let payload: unknown;
  return configuration.index
    .match(event.match)
    .filter((webhook) => row.ordered.includes(webhook.id) && wasThere(webhook, event))
    .map((webhook) => ({
      place: row.place,
      webhookId: webhook.id,
      webhookProject: webhook.projectId ?? '',
      eventType: event.type,
      status: webhook.state === 'active' ? 'pending' : 'skipped',
      generation: webhook.orderingGeneration,
      hash:
        webhook.orderingKey === null
          ? null
          : orderingHash((payload ??= JSON.parse(event.match.data) as unknown), webhook.orderingKey),
      waitSeconds: webhook.retry.schedule[0] ?? 0,
    }));
}
