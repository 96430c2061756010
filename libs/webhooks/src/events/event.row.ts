/** A row of `events`. */
export interface EventRow {
  /** Raw UUIDv7. */
  readonly id: string;
  /** '' for the installation. */
  readonly project_id: string;
  readonly type: string;
  readonly version: number;
  readonly occurred_at: Date;
  /** Frozen compact JSON; null: erased. */
  readonly data: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly invalid_reason: string | null;
}
