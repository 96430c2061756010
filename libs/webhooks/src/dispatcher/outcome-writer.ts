import { isUnavailable, type Queryable } from '@posthorn/database';
import { sqlState } from '../common/sql-state.js';
import type { RetryOptions, WorkerOptions } from '../engine/engine-options.js';
import type { EngineLogger, GuardedObserver } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import type { Lease } from '../leases/lease.js';
import { outcomeColumns } from './outcome-columns.js';
import type { OutcomeRow } from './outcome-row.js';
import { RefusedOutcomes } from './refused-outcomes.js';
import { areFirstSuccesses, successColumns } from './success-columns.js';

/** Two writes at a time and one claim keep 35,000 outcomes per second moving. */
const WRITERS = 2;
/**
 * A write starts at once when so many wait, else when the oldest is `flushInterval` old. Measured per row, of the
 * statement alone: 24 µs in batches of 200, 14 in batches of 500 and 1,000.
 */
const EAGER = 500;
const FIRST_PAUSE = 50;
/** Nothing is sent meanwhile: a database that is back is not kept waiting. */
const LONGEST_PAUSE = 500;

/** Health of a webhook after a finish, in seconds from then. */
export interface HealthAfter {
  readonly webhookId: string;
  readonly consecutiveFailures: number;
  readonly failedAttempts: number;
  readonly failingFor: number | null;
  readonly slowFor: number | null;
  readonly breakerFor: number | null;
}

export interface OutcomeWriterDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly worker: WorkerOptions;
  readonly retry: RetryOptions;
  readonly clock: Monotonic;
  readonly logger: EngineLogger;
  readonly observer: GuardedObserver;
  /** After rows were stored: the queue may have new rows, health has moved. Must not throw. */
  readonly onStored: (rows: readonly OutcomeRow[], health: readonly HealthAfter[]) => void;
  /** The lease is finished with: nothing of it is open any more. */
  readonly onLeaseEnded: (lease: Lease) => void;
}

interface FinishResult {
  readonly alive: readonly number[];
  readonly health: readonly HealthAfter[] | null;
}

/**
 * Writes outcomes in batches, each row guarded by its lease. A batch that cannot be written is kept and tried again
 * until its leases end; one that the database refuses for what it holds is taken apart until the culprit is alone,
 * and that one is stored without its contents, or stands aside.
 */
export class OutcomeWriter {
  private rows: OutcomeRow[] = [];
  private endedLeases: Lease[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing = 0;
  private closed = false;
  private kept = 0;
  /** Batches that could not be written and wait for the next try. */
  private heldUp = 0;
  private idleWaiters: (() => void)[] = [];
  private readonly refused: RefusedOutcomes;

  constructor(private readonly deps: OutcomeWriterDeps) {
    this.refused = new RefusedOutcomes({
      ...deps,
      onGivenUp: (row) => {
        row.lease.lose();
        row.lease.writing++;
        this.settle(row, false);
      },
    });
  }

  /** Outcomes in memory that the database does not have yet. */
  get unwritten(): number {
    return this.rows.length + this.kept;
  }

  /** The database does not take outcomes just now: whatever is sent meanwhile may have to be sent once more. */
  get isHeldUp(): boolean {
    return this.heldUp > 0;
  }

  /** Nothing is written any more. */
  get isClosed(): boolean {
    return this.closed;
  }

  add(row: OutcomeRow): void {
    this.rows.push(row);
    // Somebody may stand in line behind it: the wait for company was most of the time from one to the next of a key.
    const isAwaited = this.writing === 0 && row.lane.config.orderingKey !== null;
    if (isAwaited || this.rows.length >= EAGER) this.flush();
    else this.arm();
  }

  /** A lease without anything open, whose row can go. */
  endLease(lease: Lease): void {
    lease.ended = true;
    this.endedLeases.push(lease);
    this.arm();
  }

  /** Resolves when everything that was added is stored, or refused, or past its lease. */
  async drain(): Promise<void> {
    this.flush();
    while (this.unwritten > 0 || this.endedLeases.length > 0 || this.writing > 0) {
      await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
      this.flush();
    }
    this.refused.giveUp(true);
  }

  /** Gives up what is not written yet: the leases end by themselves. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, this.deps.worker.flushInterval);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.writing < WRITERS && (this.rows.length > 0 || this.endedLeases.length > 0)) {
      const size = this.deps.worker.batchSize;
      const batch = this.rows.length <= size ? this.rows : this.rows.slice(0, size);
      this.rows = this.rows.length <= size ? [] : this.rows.slice(size);
      const ended = this.endedLeases;
      this.endedLeases = [];
      this.writing++;
      this.kept += batch.length;
      for (const row of batch) row.lease.writing++;
      void this.write(batch, ended).finally(() => {
        this.writing--;
        this.kept -= batch.length;
        this.refused.giveUp();
        const waiters = this.idleWaiters;
        this.idleWaiters = [];
        for (const resolve of waiters) resolve();
        if (this.rows.length >= EAGER) this.flush();
        else if (this.rows.length > 0 || this.endedLeases.length > 0) this.arm();
      });
    }
  }

  /** Never rejects. */
  private async write(batch: readonly OutcomeRow[], ended: readonly Lease[], triedBefore = false): Promise<void> {
    let rows = batch;
    let again = triedBefore;
    let failures = 0;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      rows = this.withoutLost(rows);
      const alive = ended.filter((lease) => !lease.lost);
      if (this.closed || (rows.length === 0 && alive.length === 0)) break;
      try {
        await this.send(rows, alive, again);
        break;
      } catch (error) {
        const isRefused = refusesContents(error);
        if (isRefused && (again || rows.length > 1)) {
          await this.takeApart(rows, alive, error);
          break;
        }
        again = true;
        // A row by itself may be there already, which only the second try looks for.
        if (isRefused) continue;
        if (failures++ === 0) this.heldUp++;
        const level = failures === 1 ? 'warn' : 'debug';
        this.deps.logger[level]('Outcomes could not be written and are kept', { outcomes: rows.length, error });
        await this.deps.clock.sleep(pause);
      }
    }
    if (failures > 0) this.heldUp--;
  }

  /** A lease that ran out while the database was away belongs to others now. */
  private withoutLost(rows: readonly OutcomeRow[]): readonly OutcomeRow[] {
    const now = this.deps.clock.now();
    const lost = rows.filter(({ lease }) => lease.lost || lease.deadline <= now);
    if (lost.length === 0) return rows;
    for (const row of lost) {
      row.lease.lose();
      this.settle(row, false);
    }
    this.reportLost(lost.length);
    const gone = new Set(lost);
    return rows.filter((row) => !gone.has(row));
  }

  private async send(rows: readonly OutcomeRow[], ended: readonly Lease[], again: boolean): Promise<void> {
    const { database, statements, retry, clock } = this.deps;
    const counts = new Map<Lease, number>();
    for (const { lease } of rows) counts.set(lease, (counts.get(lease) ?? 0) + 1);
    // The last outcomes of a lease delete its row instead of locking it. Not while another write holds some of its
    // rows: the two statements would wait for each other.
    const finished = [...counts]
      .filter(([lease, count]) => lease.open === count && lease.writing === count)
      .map(([lease]) => lease);
    const leases = [...counts.keys(), ...ended];
    const deleted = [...finished, ...ended];
    const startedAt = clock.now();
    const result =
      !again && areFirstSuccesses(rows)
        ? await database.query<FinishResult>(
            statements.finishSuccesses,
            successColumns(rows, leases, deleted, startedAt),
          )
        : await database.query<FinishResult>(
            statements.finish,
            outcomeColumns(rows, leases, deleted, startedAt, retry, again),
          );
    this.deps.observer.recorded(rows.length, clock.now() - startedAt);
    const alive = new Set(result.rows[0]?.alive.map((position) => leases[position - 1]));
    for (const lease of finished) lease.ended = true;
    const stored: OutcomeRow[] = [];
    let refused = 0;
    for (const row of rows) {
      const accepted = alive.has(row.lease);
      if (accepted) stored.push(row);
      else {
        refused++;
        row.lease.lose();
      }
      this.settle(row, accepted);
    }
    for (const lease of deleted) this.deps.onLeaseEnded(lease);
    if (refused > 0) this.reportLost(refused);
    this.deps.onStored(stored, result.rows[0]?.health ?? []);
  }

  private async takeApart(rows: readonly OutcomeRow[], ended: readonly Lease[], error: unknown): Promise<void> {
    const first = rows[0];
    if (rows.length > 1) {
      const half = rows.length >> 1;
      await this.write(rows.slice(0, half), [], true);
      await this.write(rows.slice(half), ended, true);
    } else if (first !== undefined && (await this.refused.missesDay(first, error))) {
      this.deps.logger.warn('An outcome is left out: the day of its event was dropped', {
        eventId: first.key.eventId,
        webhookId: first.key.webhookId,
      });
      this.settle(first, false);
      await this.write([], ended, true);
    } else if (first?.attempt && hasContents(first)) {
      this.deps.logger.error('The contents of an attempt cannot be stored and are left out', {
        eventId: first.key.eventId,
        webhookId: first.key.webhookId,
        error,
      });
      first.attempt = {
        outcome: first.attempt.outcome,
        signedHeaders: null,
        responseHeaders: null,
        responseBody: null,
        responseCut: true,
      };
      await this.write(rows, ended, true);
    } else {
      if (first !== undefined) {
        first.lease.writing--;
        this.refused.add(first, error);
      }
      await this.write([], ended, true);
    }
  }

  private settle(row: OutcomeRow, stored: boolean): void {
    const { lease } = row;
    lease.writing--;
    lease.open--;
    if (lease.open === 0) {
      if (lease.lost) this.deps.onLeaseEnded(lease);
      // Two writes held the last rows of it, and neither could know that the other would succeed.
      else if (!lease.ended) this.endLease(lease);
    }
    if (stored) this.signal(row);
  }

  private signal(row: OutcomeRow): void {
    const { key, lane, judgement } = row;
    if (judgement === null || !this.deps.observer.wantsAttempts) return;
    this.deps.observer.attempt({
      key: { eventId: key.eventId, webhookId: key.webhookId, replay: key.replay },
      projectId: lane.config.projectId,
      eventType: row.eventType,
      number: row.attempts,
      outcome: judgement.outcome,
      statusCode: judgement.statusCode,
      errorCode: judgement.errorCode,
      durationMs: row.durationMs ?? 0,
      next: judgement.next,
      retryInSeconds: judgement.retryInSeconds,
    });
  }

  private reportLost(outcomes: number): void {
    this.deps.logger.warn('Outcomes were refused because their lease is gone; another process has taken them over', {
      outcomes,
    });
    this.deps.observer.leaseLost(outcomes);
  }
}

const hasContents = ({ attempt }: OutcomeRow): boolean =>
  attempt !== null &&
  (attempt.signedHeaders !== null || attempt.responseHeaders !== null || attempt.responseBody !== null);

/** SQLSTATE class 22 is data that cannot be stored, 23 a constraint, 54 a limit, P0 a trigger: waiting does not help. */
function refusesContents(error: unknown): boolean {
  if (isUnavailable(error)) return false;
  return /^(22|23|54|P0)[0-9A-Z]{3}$/.test(sqlState(error) ?? '');
}
