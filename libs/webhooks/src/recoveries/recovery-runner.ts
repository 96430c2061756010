import type { Database, Queryable } from '@posthorn/database';
import type { Duty } from '../duties/duty.js';
import type { DutyStatements } from '../duties/duty-statements.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import type { PayloadCheck } from '../relay/normaliser.js';
import type { MatchOptions } from '../subscriptions/subscription.js';
import type { WebhookStore } from '../webhooks/webhook.store.js';
import type { RecoverableStatus } from './recovery.row.js';
import { RecoveryScan } from './recovery-scan.js';

export interface RecoveryRunnerDeps {
  readonly database: Database;
  readonly statements: DutyStatements;
  readonly webhooks: WebhookStore;
  readonly matching: MatchOptions;
  readonly payloadCheck: PayloadCheck;
  readonly logger: EngineLogger;
  /** Replays were queued. Must not throw. */
  readonly onQueued: () => void;
}

/** A row of recovery-lock.sql. */
interface LockedJob {
  readonly id: string;
  readonly project_id: string;
  readonly webhook_id: string;
  readonly since: Date;
  readonly until: Date;
  readonly statuses: readonly RecoverableStatus[];
  readonly event_types: readonly string[] | null;
  readonly rate_per_second: number;
  readonly position: string | null;
  readonly webhook_deleted: boolean;
  readonly may_send: boolean;
  readonly room: number;
  readonly starts_in: number;
}

/** Replays are queued so many seconds ahead, so that a tick that comes late leaves no gap. */
const AHEAD_SECONDS = 3;
/** Pages without a find that one step looks through: a job must not hold its transaction open for long. */
const PAGES_PER_STEP = 20;

/**
 * Takes running recovery jobs on, a step at a time and each step in one transaction: it locks the job's row, queues
 * what its rate allows with due times that keep to the rate, and moves the job's position. A process that dies
 * repeats nothing and leaves nothing out; another one goes on.
 */
export class RecoveryRunner implements Duty {
  readonly name = 'recovery of deliveries';
  readonly interval = 1000;

  constructor(private readonly deps: RecoveryRunnerDeps) {}

  /** @returns deliveries that were queued */
  async runOnce(): Promise<number> {
    const { database, statements } = this.deps;
    const { rows } = await database.query<{ id: string }>(statements.recoveryJobs);
    let queued = 0;
    for (const { id } of rows) {
      try {
        queued += await this.step(id);
      } catch (error) {
        // Nothing of the step was stored. The other jobs go on, and so does this one at the next tick.
        this.deps.logger.warn('A step of a recovery failed and is tried again', { recovery: id, error });
      }
    }
    if (queued > 0) this.deps.onQueued();
    return queued;
  }

  private step(id: string): Promise<number> {
    const { database, statements } = this.deps;
    return database.transaction(async (tx) => {
      const { rows } = await tx.query<LockedJob>(statements.recoveryLock, [id, AHEAD_SECONDS]);
      const [job] = rows;
      // No row: another process has it, or it has ended meanwhile.
      if (!job) return 0;
      if (job.webhook_deleted) return this.advance(tx, job, { position: null, status: 'cancelled' });
      if (!job.may_send || job.room === 0) return 0;
      return this.recover(tx, job);
    });
  }

  private async recover(tx: Queryable, job: LockedJob): Promise<number> {
    const { statements, webhooks, matching, payloadCheck } = this.deps;
    const webhook = await webhooks.find(job.webhook_id, null, tx);
    if (!webhook) return 0;
    const selection = { ...job, eventTypes: job.event_types };
    const scan = new RecoveryScan(tx, statements, webhook, selection, matching, payloadCheck);
    const spacing = 1 / job.rate_per_second;
    let { position } = job;
    let room = job.room;
    let queued = 0;
    let expired = 0;
    let finished = false;
    for (let pages = 0; pages < PAGES_PER_STEP && room > 0 && !finished; pages++) {
      const page = await scan.page(position);
      const chosen = page.candidates.slice(0, room);
      const all = chosen.length === page.candidates.length;
      if (chosen.length > 0) {
        const { rows } = await tx.query<{ queued: number; expired: number }>(statements.recover, [
          job.webhook_id,
          job.project_id,
          job.id,
          chosen,
          job.statuses,
          job.starts_in + queued * spacing,
          spacing,
        ]);
        queued += rows[0]?.queued ?? 0;
        expired += rows[0]?.expired ?? 0;
        room = job.room - queued;
      }
      position = (all ? page.end : chosen.at(-1)) ?? position;
      finished = all && page.last;
    }
    const status = finished ? 'completed' : 'running';
    if (finished) this.deps.logger.info('A recovery has queued everything', { recovery: job.id });
    return this.advance(tx, job, { position, status, queued, expired, until: job.starts_in + queued * spacing });
  }

  private async advance(
    tx: Queryable,
    job: LockedJob,
    to: { position: string | null; status: string; queued?: number; expired?: number; until?: number },
  ): Promise<number> {
    const { queued = 0, expired = 0, until = 0 } = to;
    await tx.query(this.deps.statements.recoveryAdvance, [job.id, to.position, queued, expired, until, to.status]);
    return queued;
  }
}
