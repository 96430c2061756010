export type DeliveryStatus = 'pending' | 'success' | 'failed' | 'skipped';

export const DELIVERY_STATUSES: readonly DeliveryStatus[] = ['pending', 'success', 'failed', 'skipped'];

/** A row of `deliveries`, with what the last attempt of a pending one says. */
export interface DeliveryRow {
  readonly event_id: string;
  readonly webhook_id: string;
  readonly replay: number;
  /** The webhook's project; '' for the installation. */
  readonly project_id: string;
  readonly event_project_id: string;
  readonly event_type: string;
  readonly status: DeliveryStatus;
  readonly failure_reason: string | null;
  readonly attempts: number;
  readonly status_code: number | null;
  readonly response_time_ms: number | null;
  readonly error_code: string | null;
  readonly error: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly next_attempt_at: Date | null;
  readonly test: boolean;
  /** Replay number of the delivery that this one repeats. */
  readonly replay_of: number | null;
}

/** A row of `attempts`. */
export interface AttemptRow {
  readonly event_id: string;
  readonly webhook_id: string;
  readonly replay: number;
  readonly number: number;
  readonly outcome: 'success' | 'failed' | 'blocked' | 'unsendable' | 'unknown';
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly status_code: number | null;
  readonly error_code: string | null;
  readonly error: string | null;
  /** The headers that differ in each attempt, as `packHeaders` writes them. */
  readonly signed_headers: string | null;
  readonly response_headers: string | null;
  readonly response_body: string | null;
  readonly response_cut: boolean;
}
