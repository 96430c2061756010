import type { Lease } from '../leases/lease.js';
import { HealthMark } from './judgement.js';
import type { OutcomeRow } from './outcome-row.js';
import { plainArray, quoted } from './pg-array.js';

/** Whether a batch is what finish-successes.sql stores: first attempts that succeeded. */
export function areFirstSuccesses(rows: readonly OutcomeRow[]): boolean {
  for (const { fresh, status, attempts, attempt } of rows) {
    if (!fresh || status !== 'success' || attempts !== 1 || attempt === null) return false;
  }
  return true;
}

/** The parameters of finish-successes.sql, in one pass over the rows. */
export function successColumns(
  rows: readonly OutcomeRow[],
  leases: readonly Lease[],
  ended: readonly Lease[],
  now: number,
): unknown[] {
  const position = new Map(leases.map((lease, index) => [lease, index + 1]));
  let lease = '';
  let event = '';
  let webhook = '';
  let project = '';
  let eventProject = '';
  let type = '';
  let statusCode = '';
  let duration = '';
  let began = '';
  let signed = '';
  let headers = '';
  let body = '';
  let cut = '';
  let told = '';
  let separator = '';
  for (const row of rows) {
    const { key, attempt } = row;
    lease += `${separator}${position.get(row.lease) ?? 0}`;
    event += separator + key.eventId;
    webhook += separator + key.webhookId;
    project += separator + quoted(row.lane.config.projectId ?? '');
    eventProject += separator + quoted(row.eventProject);
    type += separator + quoted(row.eventType);
    statusCode += `${separator}${row.statusCode ?? 'NULL'}`;
    duration += `${separator}${Math.round((row.durationMs ?? 0) * 10) / 10}`;
    began += `${separator}${Math.max(0, Math.round(now - row.beganAt) / 1000)}`;
    signed += separator + quoted(attempt?.signedHeaders);
    headers += separator + quoted(attempt?.responseHeaders);
    body += separator + quoted(attempt?.responseBody);
    cut += attempt?.responseCut === true ? `${separator}t` : `${separator}f`;
    told += row.health === HealthMark.success ? `${separator}t` : `${separator}f`;
    separator = ',';
  }
  return [
    plainArray(leases.map(({ token }) => token)),
    plainArray(ended.map(({ token }) => token)),
    ...[
      lease,
      event,
      webhook,
      project,
      eventProject,
      type,
      statusCode,
      duration,
      began,
      signed,
      headers,
      body,
      cut,
      told,
    ].map((elements) => `{${elements}}`),
  ];
}
