import { isUnavailable, type Database, type Queryable } from '@posthorn/database';
import { DAY_MS, type Clock } from '../common/clock.js';
import { sqlState } from '../common/sql-state.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import { Loop } from '../engine/loop.js';
import { HousekeepingOptions } from './housekeeping-options.js';

const AT_ONCE = 5000;

export interface HousekeepingDeps {
  readonly database: Database;
  readonly statements: EngineStatements;
  readonly logger: EngineLogger;
  /** Only holds back: a day is over when it is past the retention by this clock and by the database's. */
  readonly clock: Clock;
  readonly options?: Partial<HousekeepingOptions>;
  /** Told which days (`YYYY-MM-DD`) have partitions: the outbox writer need not look. Must not throw. */
  readonly onDays?: (days: readonly string[]) => void;
}

/** The row of list-days.sql. */
interface DaysRow {
  readonly today: string;
  readonly days: readonly string[];
}

/** What one run did. */
export interface HousekeepingReport {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
  /** Their delivered part was dropped. */
  readonly thinned: readonly string[];
  /** Somebody held a lock: tried again at the next tick. */
  readonly postponed: readonly string[];
}

/**
 * Makes partitions ahead, ends those that are past the retention, forgets keys and old secrets. Every process may
 * tick: each duty takes an advisory lock for its transaction, and who does not get it leaves the duty to the other.
 */
export class Housekeeping {
  private readonly options: HousekeepingOptions;
  private readonly loop: Loop;
  private running: Promise<HousekeepingReport> | undefined;
  private nextAt = -Infinity;
  /** This clock was found to be days away from the database's. */
  private isElsewhere = false;
  /** Of duties in the run that goes on. */
  private failures: unknown[] = [];

  constructor(private readonly deps: HousekeepingDeps) {
    this.options = { ...new HousekeepingOptions(), ...deps.options };
    this.loop = new Loop(
      'housekeeping',
      async () => {
        await this.runIfDue();
        return this.options.interval;
      },
      deps.logger,
      Math.random,
      'background',
    );
  }

  /** Runs now and then on a timer of its own. */
  start(): void {
    this.loop.start();
  }

  /** Resolves when what is going on has ended. Safe twice and before `start`. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.running?.catch(() => undefined);
  }

  /**
   * For the host's cron, however often that ticks: does what is due once per `interval`, in one process of all. Returns
   * at once when a run is going on; what fails is logged and tried again after an interval.
   */
  async tick(): Promise<void> {
    if (this.running !== undefined || performance.now() < this.nextAt) return;
    try {
      await this.runIfDue();
    } catch (error) {
      this.deps.logger.warn('The housekeeping failed and is tried again', { error });
    }
  }

  private async runIfDue(): Promise<void> {
    const { database, statements } = this.deps;
    // A tenth less than the interval: timers and crons are a little early now and then.
    const rest = this.options.interval * 0.9;
    this.nextAt = performance.now() + rest;
    const { rows } = await database.query(statements.claimTick, ['housekeeping', rest / 1000]);
    if (rows.length > 0) await this.runOnce();
    // Another process has just done it: all that is left is to know the result.
    else this.deps.onDays?.(await this.days());
  }

  /**
   * Does everything now, whoever did it last. Concurrent calls share one run. Rejects with the first duty that failed,
   * after the others: a day that cannot be dropped must not keep old secrets and keys.
   */
  runOnce(): Promise<HousekeepingReport> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(): Promise<HousekeepingReport> {
    const report = {
      made: [] as string[],
      dropped: [] as string[],
      thinned: [] as string[],
      postponed: [] as string[],
    };
    this.failures = [];
    const { today, days } = await this.listDays();
    await this.makeDays(Date.parse(today), days, report);
    await this.endDays(Date.parse(today), days, report);
    await this.expire();
    this.deps.onDays?.(await this.days());
    if (this.failures.length > 0) throw this.failures[0];
    return report;
  }

  /** By the database's day: a process whose clock is elsewhere makes the days of its events when it publishes them. */
  private async makeDays(
    today: number,
    existing: readonly string[],
    report: { made: string[]; postponed: string[] },
  ): Promise<void> {
    for (let ahead = -1; ahead <= this.options.daysAhead; ahead++) {
      const day = new Date(today + ahead * DAY_MS).toISOString().slice(0, 10);
      if (existing.includes(day)) continue;
      const made = await this.locked(`day ${day}`, report.postponed, day, async (tx) => {
        const { rows } = await tx.query<{ made: boolean }>(this.deps.statements.ensureDay, [day]);
        return rows[0]?.made === true;
      });
      if (made === true) report.made.push(day);
    }
  }

  /** What is dropped does not come back, so one clock that is ahead, whichever of the two, must not be enough for it. */
  private async endDays(
    today: number,
    existing: readonly string[],
    report: { dropped: string[]; thinned: string[]; postponed: string[] },
  ): Promise<void> {
    const here = this.deps.clock.now().getTime();
    const isElsewhere = here < today - DAY_MS || here >= today + 2 * DAY_MS;
    if (isElsewhere && !this.isElsewhere) {
      this.deps.logger.warn('The clock of this process is days away from that of the database: set it right', {
        process: new Date(here).toISOString(),
        database: new Date(today).toISOString().slice(0, 10),
      });
    }
    this.isElsewhere = isElsewhere;
    const oldest = new Date(Math.min(here, today) - this.options.retentionDays * DAY_MS).toISOString().slice(0, 10);
    for (const day of existing) {
      if (day >= oldest) break;
      const result = await this.locked(`day ${day}`, report.postponed, day, async (tx) => {
        const { rows } = await tx.query<{ result: string }>(this.deps.statements.endDay, [day]);
        return rows[0]?.result;
      });
      if (result === 'dropped') report.dropped.push(day);
      if (result === 'thinned') report.thinned.push(day);
    }
    if (report.dropped.length + report.thinned.length > 0) {
      this.deps.logger.info('Days past the retention were dropped', {
        dropped: report.dropped,
        thinned: report.thinned,
      });
    }
  }

  private async expire(): Promise<void> {
    const { statements } = this.deps;
    const { retentionDays, idempotencyKeyAge } = this.options;
    const retention = (retentionDays * DAY_MS) / 1000;
    await this.expireKeys(statements.expirePublishKeys, retention);
    await this.expireKeys(statements.expireIdempotencyKeys, idempotencyKeyAge / 1000);
    await this.locked('keys', [], 'keys', async (tx) => {
      await tx.query(statements.expireSecrets);
      await tx.query(statements.expireWebhooks, [retention]);
      await tx.query(statements.expireProcesses);
    });
  }

  /** All keys that are older than so many seconds, a transaction for each part: whoever uses such a key just now waits for one. */
  private async expireKeys(statement: string, age: number): Promise<void> {
    let count: number | undefined = AT_ONCE;
    while (count === AT_ONCE) {
      count = await this.locked('keys', [], 'keys', async (tx) => (await tx.query(statement, [age, AT_ONCE])).rowCount);
    }
  }

  /**
   * Runs a duty under its lock and with a short wait for table locks. Behind a transaction that has published, DDL
   * waits, and every later publish waits behind the DDL: so it gives up soon and is done at another tick.
   */
  private async locked<T>(
    duty: string,
    postponed: string[],
    name: string,
    work: (tx: Queryable) => Promise<T>,
  ): Promise<T | undefined> {
    const { database, statements, logger } = this.deps;
    try {
      return await database.transaction(async (tx) => {
        await tx.query(`set local lock_timeout = ${Math.floor(this.options.lockTimeout)}`);
        const { rows } = await tx.query<{ won: boolean }>(statements.housekeepingLock, [duty]);
        return rows[0]?.won === true ? await work(tx) : undefined;
      });
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (!isLockTimeout(error)) this.failures.push(error);
      else {
        logger.debug('A duty of the housekeeping found a lock held and is put off', { duty });
        postponed.push(name);
      }
      return undefined;
    }
  }

  private async days(): Promise<readonly string[]> {
    return (await this.listDays()).days;
  }

  private async listDays(): Promise<DaysRow> {
    const { rows } = await this.deps.database.query<DaysRow>(this.deps.statements.listDays);
    const [row] = rows;
    if (row === undefined) throw new Error('The days of the schema could not be listed.');
    return row;
  }
}

/** 55P03 lock not available; 40P01 deadlock: both mean that somebody else was first. */
function isLockTimeout(error: unknown): boolean {
  const code = sqlState(error);
  return code === '55P03' || code === '40P01';
}
