import type { Queryable } from '@posthorn/database';
import { DAY_MS } from '../common/clock.js';
import { sqlState } from '../common/sql-state.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import { dayOfUuid } from '../ids/uuid-v7.js';
import type { Lease } from '../leases/lease.js';
import type { OutcomeRow } from './outcome-row.js';

export interface RefusedOutcomesDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly logger: EngineLogger;
  readonly clock: Monotonic;
  /** The outcome is given up, and its lease with it. Must not throw. */
  readonly onGivenUp: (row: OutcomeRow) => void;
}

/** What is refused for one is refused for many: said once in so many milliseconds. */
const SAID_FOR = 10_000;

/**
 * Outcomes that the database refuses for good although nothing in them can be left out: somebody has added a constraint or
 * a trigger to the tables. Each stands aside, holding up nobody, until all else under its lease is stored. Then the lease is
 * given up: its end hands the delivery on as one whose claim was lost, so nothing is lost and ten of them end it.
 */
export class RefusedOutcomes {
  private readonly rows: OutcomeRow[] = [];
  private unsaid = 0;
  private saidAt = -Infinity;

  constructor(private readonly deps: RefusedOutcomesDeps) {}

  add(row: OutcomeRow, error: unknown): void {
    this.rows.push(row);
    this.unsaid++;
    const now = this.deps.clock.now();
    if (now - this.saidAt < SAID_FOR) return;
    this.deps.logger.error(
      'The database refuses an outcome for good, and its delivery is tried again when its lease ends. ' +
        'Has somebody added a constraint or a trigger to the tables of Posthorn?',
      { outcomes: this.unsaid, eventId: row.key.eventId, webhookId: row.key.webhookId, error },
    );
    this.saidAt = now;
    this.unsaid = 0;
  }

  /** Gives up those that are all that is left of their leases. @param all whatever is left beside them */
  giveUp(all = false): void {
    if (this.rows.length === 0) return;
    const counts = new Map<Lease, number>();
    for (const { lease } of this.rows) counts.set(lease, (counts.get(lease) ?? 0) + 1);
    for (const row of this.rows.splice(0)) {
      const { lease } = row;
      if (all || lease.lost || lease.open <= (counts.get(lease) ?? 0)) this.deps.onGivenUp(row);
      else this.rows.push(row);
    }
  }

  /** The partition for it is missing, which is no constraint of anybody's although the code is the same. Never rejects. */
  async missesDay(row: OutcomeRow, error: unknown): Promise<boolean> {
    if (sqlState(error) !== '23514') return false;
    const { database, statements } = this.deps;
    const day = new Date(dayOfUuid(row.key.eventId) * DAY_MS).toISOString().slice(0, 10);
    try {
      const { rows } = await database.query<{ days: readonly string[] }>(statements.listDays);
      return rows[0]?.days.includes(day) === false;
    } catch {
      // Unknown: it is handed on, and whoever gets it asks again.
      return false;
    }
  }
}
