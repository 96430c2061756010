import type { Queryable } from '@posthorn/database';
import type { EngineLogger } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import type { Lease } from '../leases/lease.js';
import { unattempted } from './outcome-rows.js';
import type { OutcomeWriter } from './outcome-writer.js';
import { plainArray, textArray } from './pg-array.js';
import type { ReadyList } from './ready-list.js';
import { QueueLane, type WorkItem } from './work-item.js';

export interface ReleaserDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly writer: OutcomeWriter;
  readonly ready: ReadyList;
  readonly monotonic: Monotonic;
  readonly logger: EngineLogger;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

/** Gives work back that was claimed and not begun: nothing of it is spent. */
export class Releaser {
  private working = new Set<Promise<void>>();

  constructor(private readonly deps: ReleaserDeps) {}

  /** Resolves when nothing is being given back. */
  async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.all(this.working);
  }

  /** Never rejects: what cannot be given back comes back when its lease ends. */
  async release(items: readonly WorkItem[]): Promise<void> {
    const work = this.releaseAll(items);
    this.working.add(work);
    await work;
    this.working.delete(work);
  }

  private async releaseAll(items: readonly WorkItem[]): Promise<void> {
    const byLease = new Map<Lease, WorkItem[]>();
    for (const item of items) {
      item.end();
      if (item.lease.lost) item.lease.open--;
      else if (item.origin === 'outbox') this.queue(item);
      else byLease.set(item.lease, [...(byLease.get(item.lease) ?? []), item]);
    }
    for (const [lease, held] of byLease) await this.releaseFrom(lease, held);
  }

  /** A first attempt without a slot becomes a pending delivery. */
  private queue(item: WorkItem): void {
    item.lane.backlog = true;
    this.deps.writer.add(
      unattempted(
        item,
        { status: 'pending', reason: null, retryInSeconds: 0, queueLane: QueueLane.first },
        this.deps.monotonic.now(),
      ),
    );
  }

  private async releaseFrom(lease: Lease, items: readonly WorkItem[]): Promise<void> {
    try {
      await this.write(lease, items);
    } catch (error) {
      this.deps.logger.warn('Deliveries could not be given back yet and are kept', { deliveries: items.length, error });
      void this.retry(lease, items);
    }
  }

  /**
   * As long as the lease holds. It is not given up: other requests may be open under it, and they would be ended and
   * made twice. Nobody waits for this: a process that stops while the database is away leaves them to the recovery.
   */
  private async retry(lease: Lease, items: readonly WorkItem[]): Promise<void> {
    const { monotonic, writer } = this.deps;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      await monotonic.sleep(pause);
      if (writer.isClosed) return;
      if (lease.lost || lease.deadline <= monotonic.now()) {
        lease.lose();
        lease.open -= items.length;
        return;
      }
      try {
        await this.write(lease, items);
        return;
      } catch {
        // Said once; the lease's end bounds it.
      }
    }
  }

  private async write(lease: Lease, items: readonly WorkItem[]): Promise<void> {
    const { database, statements, ready, monotonic, writer } = this.deps;
    await database.query(statements.release, [
      lease.token,
      plainArray(items.map(({ eventId }) => eventId)),
      plainArray(items.map(({ webhookId }) => webhookId)),
      plainArray(items.map(({ replay }) => replay)),
      textArray(items.map(({ event }) => event.project)),
      plainArray(items.map(({ queueLane }) => queueLane)),
      plainArray(items.map(({ attempts }) => attempts)),
      plainArray(items.map(({ steps }) => steps)),
      plainArray(items.map(({ claims }) => claims)),
    ]);
    for (const item of items) ready.add(item.webhookId, item.queueLane, monotonic.now());
    lease.open -= items.length;
    if (lease.open === 0) writer.endLease(lease);
  }
}
