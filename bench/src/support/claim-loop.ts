import type pg from 'pg';
import { loadEngineStatements, uuidV7 } from '@posthorn/webhooks/engine';
import { moment } from './moment.js';

const WEBHOOKS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;
const POLL_INTERVAL = 1000;
const ROUNDING = 0.01;

interface Entry {
  readonly webhookId: string;
  readonly lane: number;
  low: number;
  fullPassAt: number;
}

interface Claimed {
  /** In the first row. */
  readonly token: string | null;
  readonly webhook_id: string;
  readonly lane: number;
  readonly due_at: number;
}

export interface Claim {
  readonly milliseconds: number;
  readonly rows: number;
}

/**
 * Claims as the dispatcher's queue claimer does: fifty webhooks in turn, an equal part of 500 rows for each, from
 * the due time that was taken last, and from the beginning once per poll interval. Only the claim is timed.
 */
export class ClaimLoop {
  private readonly statements = loadEngineStatements('posthorn');
  private readonly owner = uuidV7();
  private entries: Entry[] = [];
  private cursor = 0;
  private readAt = -Infinity;

  constructor(private readonly pool: pg.Pool) {}

  async claims(count: number): Promise<Claim[]> {
    const done: Claim[] = [];
    while (done.length < count) done.push(await this.claim());
    return done;
  }

  async churn(rows: number, onProgress: (done: number) => void): Promise<void> {
    let saidAt = moment();
    for (let done = 0; done < rows;) {
      done += (await this.claim()).rows;
      if (moment() - saidAt < 1000) continue;
      saidAt = moment();
      onProgress(done);
    }
  }

  private async claim(): Promise<Claim> {
    await this.readReadyList();
    const now = moment();
    const named = this.next();
    const part = Math.ceil(ROWS_AT_ONCE / named.length);
    const full = named.map((entry) => now >= entry.fullPassAt);
    const startedAt = moment();
    const { rows } = await this.pool.query<Claimed>(this.statements.claimQueue, [
      this.owner,
      named.map(({ webhookId }) => webhookId),
      named.map(({ lane }) => lane),
      named.map(() => part),
      named.map(({ low }, index) => (full[index] === true ? 0 : low)),
      ROWS_AT_ONCE,
      60,
    ]);
    const milliseconds = moment() - startedAt;
    this.note(named, full, rows, now);
    await this.queueAgain(rows);
    return { milliseconds, rows: rows.length };
  }

  private async readReadyList(): Promise<void> {
    if (moment() - this.readAt < POLL_INTERVAL) return;
    this.readAt = moment();
    const known = new Map(this.entries.map((entry) => [entry.webhookId, entry]));
    const { rows } = await this.pool.query<{ webhook_id: string; lane: number }>(this.statements.readyList);
    this.entries = rows.map(
      ({ webhook_id: webhookId, lane }) => known.get(webhookId) ?? { webhookId, lane, low: 0, fullPassAt: 0 },
    );
  }

  private next(): Entry[] {
    const named: Entry[] = [];
    while (named.length < Math.min(WEBHOOKS_AT_ONCE, this.entries.length)) {
      const entry = this.entries[this.cursor++ % this.entries.length];
      if (entry !== undefined) named.push(entry);
    }
    return named;
  }

  private note(named: readonly Entry[], full: readonly boolean[], rows: readonly Claimed[], now: number): void {
    const last = new Map<string, number>();
    for (const { webhook_id: id, due_at: dueAt } of rows) last.set(id, Math.max(last.get(id) ?? 0, dueAt));
    named.forEach((entry, index) => {
      if (full[index] === true) entry.fullPassAt = now + POLL_INTERVAL;
      const seen = last.get(entry.webhookId);
      if (seen !== undefined) entry.low = seen - ROUNDING;
    });
  }

  /** What a finish does with deliveries that failed: the lease goes, the rows come back, behind their peers. */
  private async queueAgain(rows: readonly Claimed[]): Promise<void> {
    const token = rows[0]?.token;
    if (typeof token !== 'string') return;
    await this.pool.query(
      `with ended as (delete from posthorn.leases where token = $1::uuid returning *)
       insert into posthorn.queue (webhook_id, lane, due_at, event_id, project_id, attempts, steps)
       select u.webhook_id, u.lane, clock_timestamp(), u.event_id, u.project_id, u.attempts, u.steps
       from ended, unnest(webhook_ids, lanes, event_ids, project_ids, attempts, steps)
         as u(webhook_id, lane, event_id, project_id, attempts, steps)`,
      [token],
    );
  }
}
