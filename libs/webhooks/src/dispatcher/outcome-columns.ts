import type { RetryOptions } from '../engine/engine-options.js';
import type { Lease } from '../leases/lease.js';
import type { OutcomeRow } from './outcome-row.js';
import { plainArray, textArray } from './pg-array.js';

const SMALLINT_MAX = 32_767;
const smallint = (value: number): number => Math.min(SMALLINT_MAX, Math.max(0, Math.floor(value)));

/** The parameters of finish.sql. Waits are counted anew at every try: `now` is the moment of sending. */
export function outcomeColumns(
  rows: readonly OutcomeRow[],
  leases: readonly Lease[],
  ended: readonly Lease[],
  now: number,
  retry: RetryOptions,
  again: boolean,
): unknown[] {
  const position = new Map(leases.map((lease, index) => [lease, index + 1]));
  return [
    plainArray(leases.map((lease) => lease.token)),
    plainArray(ended.map((lease) => lease.token)),
    plainArray(rows.map((row) => position.get(row.lease) ?? 0)),
    plainArray(rows.map((row) => row.key.eventId)),
    plainArray(rows.map((row) => row.key.webhookId)),
    plainArray(rows.map((row) => row.key.replay)),
    textArray(rows.map((row) => row.lane.config.projectId ?? '')),
    textArray(rows.map((row) => row.eventProject)),
    textArray(rows.map((row) => row.eventType)),
    plainArray(rows.map((row) => row.status)),
    plainArray(rows.map((row) => row.reason)),
    plainArray(rows.map((row) => smallint(row.attempts))),
    plainArray(rows.map((row) => row.statusCode)),
    plainArray(rows.map((row) => (row.durationMs === null ? null : Math.round(row.durationMs * 10) / 10))),
    textArray(rows.map((row) => row.errorCode)),
    textArray(rows.map((row) => row.error)),
    plainArray(
      rows.map((row) =>
        row.retryInSeconds === null ? null : Math.max(0, row.retryInSeconds - (now - row.endedAt) / 1000),
      ),
    ),
    plainArray(rows.map((row) => row.queueLane)),
    plainArray(rows.map((row) => smallint(row.steps))),
    plainArray(rows.map((row) => row.attempt?.outcome ?? null)),
    plainArray(rows.map((row) => Math.max(0, Math.round(now - row.beganAt) / 1000))),
    textArray(rows.map((row) => row.attempt?.signedHeaders ?? null)),
    textArray(rows.map((row) => row.attempt?.responseHeaders ?? null)),
    textArray(rows.map((row) => row.attempt?.responseBody ?? null)),
    plainArray(rows.map((row) => row.attempt?.responseCut === true)),
    plainArray(rows.map((row) => row.health)),
    plainArray(rows.map((row) => row.slowForSeconds)),
    retry.breakerThreshold,
    retry.breakerDelay / 1000,
    retry.breakerMaxDelay / 1000,
    plainArray(rows.map((row) => row.fresh)),
    again,
  ];
}
