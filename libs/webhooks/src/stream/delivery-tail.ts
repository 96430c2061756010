import type { Queryable } from '@posthorn/database';
import { Observable, Subject, type Subscriber } from 'rxjs';
import { keyOf } from '../deliveries/delivery.mapper.js';
import type { DeliveryRow } from '../deliveries/delivery.row.js';
import type { DutyStatements } from '../duties/duty-statements.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import { deliveryId } from '../ids/delivery-id.js';

/** Between two looks, milliseconds. */
const INTERVAL = 1000;
/** Outcomes are committed milliseconds after the moment that they carry. */
const OVERLAP_SECONDS = 2;
/** Shown of each look; a person cannot read more, and who wants all of them has the list. */
const ROWS = 200;
/** People who watch one process at a time. */
export const MAX_WATCHERS = 50;

/**
 * The deliveries of the whole installation as they end, whichever process sends them: one look a second for everybody who
 * watches here, and none while nobody does.
 */
export class DeliveryTail {
  private readonly watchers = new Set<Subscriber<readonly DeliveryRow[]>>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private since: Date | undefined;
  private shown = new Map<string, number>();
  private readonly closing = new Subject<void>();
  /** Emits when the application ends, for those who watch something else. */
  readonly closed$ = this.closing.asObservable();
  /** Oldest first; empty when nothing has ended since the look before. Completes when the application ends. */
  readonly ended$ = new Observable<readonly DeliveryRow[]>((watcher) => {
    this.watchers.add(watcher);
    this.arm(0);
    return () => this.leave(watcher);
  });

  constructor(
    private readonly database: Queryable,
    private readonly statements: DutyStatements,
    private readonly logger: EngineLogger,
  ) {}

  /** As `ended$`, and first what has ended since then: for a client that comes back. */
  endedSince(since: Date): Observable<readonly DeliveryRow[]> {
    return new Observable((watcher) => {
      const { database, statements } = this;
      let missed: ReadonlySet<string> | undefined;
      const meanwhile: DeliveryRow[] = [];
      const live = this.ended$.subscribe({
        next: (rows) => {
          if (missed === undefined) meanwhile.push(...rows);
          else watcher.next(rows.filter((row) => !missed?.has(deliveryId(keyOf(row)))));
        },
        complete: () => watcher.complete(),
      });
      const show = (rows: readonly DeliveryRow[]): void => {
        const ids = new Set(rows.map((row) => deliveryId(keyOf(row))));
        missed = ids;
        watcher.next([...rows, ...meanwhile.filter((row) => !ids.has(deliveryId(keyOf(row))))]);
      };
      database.query<DeliveryRow>(statements.tailDeliveries, [since, OVERLAP_SECONDS, ROWS]).then(
        ({ rows }) => show(rows.toReversed()),
        (error: unknown) => {
          this.logger.debug('What a client has missed could not be read', { error });
          show([]);
        },
      );
      return live;
    });
  }

  /** Resolves when no look is going on any more: a borrowed pool is the host's to end then. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    for (const watcher of [...this.watchers]) watcher.complete();
    this.closing.next();
    await this.looking;
  }

  private leave(watcher: Subscriber<readonly DeliveryRow[]>): void {
    this.watchers.delete(watcher);
    if (this.watchers.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.since = undefined;
    this.shown.clear();
  }

  private arm(wait: number): void {
    if (this.looking !== undefined || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.looking = this.look();
    }, wait);
    this.timer.unref();
  }

  /** Never rejects. */
  private async look(): Promise<void> {
    try {
      const rows = await this.read();
      for (const watcher of [...this.watchers]) watcher.next(rows);
    } catch (error) {
      this.logger.debug('The deliveries could not be watched; it is tried again', { error });
    } finally {
      this.looking = undefined;
      if (this.watchers.size > 0) this.arm(INTERVAL);
    }
  }

  private async read(): Promise<readonly DeliveryRow[]> {
    const { database, statements } = this;
    if (this.since === undefined) {
      const { rows } = await database.query<{ now: Date }>('select now() as now');
      this.since = rows[0]?.now;
      return [];
    }
    const values = [this.since, OVERLAP_SECONDS, ROWS];
    const { rows } = await database.query<DeliveryRow>(statements.tailDeliveries, values);
    const fresh = rows.filter((row) => !this.shown.has(deliveryId(keyOf(row)))).reverse();
    for (const row of fresh) this.shown.set(deliveryId(keyOf(row)), row.finished_at?.getTime() ?? 0);
    const newest = rows[0]?.finished_at;
    if (newest && newest > this.since) this.since = newest;
    const forgotten = this.since.getTime() - OVERLAP_SECONDS * 1000 - 1;
    for (const [id, at] of this.shown) if (at < forgotten) this.shown.delete(id);
    return fresh;
  }
}
