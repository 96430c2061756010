import type { Database } from '@posthorn/database';
import type { Duty } from '../duties/duty.js';
import type { DutyStatements } from '../duties/duty-statements.js';

/** Minutes written by one statement: an installation that was down for a day catches up in steps. */
const MINUTES_AT_ONCE = 60;
/** Outcomes are committed milliseconds after the moment that they carry. */
const FINAL_AFTER_SECONDS = 30;
const DAY_SECONDS = 86_400;

interface Window {
  readonly since: Date;
  readonly until: Date;
  readonly more: boolean;
  readonly final_until: Date;
}

/** Writes the statistics of each minute, so that nobody counts deliveries while a person waits (RULES 26). */
export class StatisticsWriter implements Duty {
  readonly name = 'writing of statistics';
  readonly interval = 15_000;

  constructor(
    private readonly database: Database,
    private readonly statements: DutyStatements,
    private readonly retentionDays: number,
  ) {}

  async runOnce(): Promise<void> {
    while (await this.writeSome());
    await this.database.query(this.statements.expireStatistics, [this.retentionDays * DAY_SECONDS]);
  }

  /** @returns whether there are more minutes to write */
  private writeSome(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const values = [MINUTES_AT_ONCE, FINAL_AFTER_SECONDS];
      const { rows } = await tx.query<Window>(this.statements.statisticsWindow, values);
      const [window] = rows;
      if (!window) return false;
      await tx.query(this.statements.rollUp, [window.since, window.until, window.final_until]);
      return window.more;
    });
  }
}
