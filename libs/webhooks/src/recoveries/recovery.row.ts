/** What may be sent again: deliveries that ended so, and events that a webhook listens for and was never sent. */
export type RecoverableStatus = 'failed' | 'skipped' | 'missing';

export const RECOVERABLE_STATUSES: readonly RecoverableStatus[] = ['failed', 'skipped', 'missing'];

/** A row of `recoveries`. */
export interface RecoveryRow {
  /** Raw UUID. */
  readonly id: string;
  /** The webhook's; '' for the installation. */
  readonly project_id: string;
  readonly webhook_id: string;
  /** `paused`: it goes on when its webhook does. */
  readonly status: 'running' | 'paused' | 'completed' | 'cancelled';
  readonly since: Date;
  readonly until: Date;
  readonly statuses: readonly RecoverableStatus[];
  readonly event_types: readonly string[] | null;
  readonly rate_per_second: number;
  /** Counted when the job was made; null: too many to count at once. */
  readonly found: number | null;
  readonly queued: number;
  readonly expired: number;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

/** Which events a recovery is about. */
export interface RecoverySelection {
  /** Of the publish, inclusive. */
  readonly since: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly statuses: readonly RecoverableStatus[];
  /** Exact names and `x.*`; null: all. */
  readonly eventTypes: readonly string[] | null;
}

/** What became of the deliveries that a job made. */
export interface RecoveryOutcomes {
  readonly pending: number;
  readonly success: number;
  readonly failed: number;
  readonly skipped: number;
}
