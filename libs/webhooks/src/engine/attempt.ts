import type { DeliveryKey } from './delivery-key.js';

/** One HTTP request made for a delivery, as it is stored and shown. */
export interface AttemptRecord {
  readonly key: DeliveryKey;
  readonly number: number;
  readonly outcome: 'success' | 'failed' | 'blocked' | 'unsendable' | 'unknown';
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  /** In words: `Connection timeout`, `HTTP 500`. */
  readonly error: string | null;
  /** Headers that differ in each attempt (signature, timestamp), as sent. */
  readonly signedHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
  readonly responseCut: boolean;
}
