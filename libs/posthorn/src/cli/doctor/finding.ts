import type { Database } from '@posthorn/database';

/** What one check has found. */
export interface Finding {
  /** Stable, for `--json`. */
  readonly check: string;
  /** null: it could not be looked at, or there is something to know that is no fault. */
  readonly ok: boolean | null;
  readonly detail: string;
  /** What to do. */
  readonly advice?: string;
}

/** What a check may look at. */
export interface Examined {
  readonly database: Database;
  readonly schema: string;
}

export type Check = (examined: Examined) => Promise<Finding>;
