import type { AttemptRecord } from '../engine/attempt.js';
import type { DeliveryKey } from '../engine/engine.js';
import type { Lease } from '../leases/lease.js';
import type { HealthMark, Judgement } from './judgement.js';
import type { QueueLane, WorkLane } from './work-item.js';

/** What the wire said of an attempt, already in a form that can be stored. */
export interface AttemptContents {
  readonly outcome: AttemptRecord['outcome'];
  readonly signedHeaders: string | null;
  readonly responseHeaders: string | null;
  readonly responseBody: string | null;
  readonly responseCut: boolean;
}

/** One row for the finish statement. Moments are monotonic milliseconds of this process. */
export interface OutcomeRow {
  readonly lease: Lease;
  readonly lane: WorkLane;
  readonly key: DeliveryKey;
  /** A first attempt of which nobody has written a row. */
  readonly fresh: boolean;
  /** The event's project, '' for the installation. */
  readonly eventProject: string;
  readonly eventType: string;
  readonly status: 'pending' | 'success' | 'failed' | 'skipped';
  readonly reason: string | null;
  /** Attempt numbers used up, this one included. */
  readonly attempts: number;
  readonly steps: number;
  readonly statusCode: number | null;
  readonly durationMs: number | null;
  readonly errorCode: string | null;
  readonly error: string | null;
  /** Seconds from `endedAt` until it is due; null: it does not wait. */
  readonly retryInSeconds: number | null;
  readonly queueLane: QueueLane;
  /** null: no attempt was made. */
  attempt: AttemptContents | null;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly health: HealthMark;
  readonly slowForSeconds: number | null;
  /** What the attempt meant; null: none was made, or it was cut off. */
  readonly judgement: Judgement | null;
}
