import type { Lease } from '../leases/lease.js';
import { CompactArray } from './compact-array.js';
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
  const position = new Map(leases.map((lease, index) => [lease, String(index + 1)]));
  const lease = new CompactArray();
  const webhook = new CompactArray();
  const project = new CompactArray();
  const eventProject = new CompactArray();
  const type = new CompactArray();
  const statusCode = new CompactArray();
  const headers = new CompactArray('NULL');
  const body = new CompactArray('NULL');
  const cut = new CompactArray('f');
  const told = new CompactArray('f');
  let event = '';
  let duration = '';
  let began = '';
  let signed = '';
  let separator = '';
  for (const row of rows) {
    const { key, attempt } = row;
    lease.add(position.get(row.lease) ?? '0');
    event += separator + key.eventId;
    webhook.add(key.webhookId);
    project.add(quoted(row.lane.config.projectId ?? ''));
    eventProject.add(quoted(row.eventProject));
    type.add(quoted(row.eventType));
    statusCode.add(String(row.statusCode ?? 'NULL'));
    duration += `${separator}${Math.round((row.durationMs ?? 0) * 10) / 10}`;
    began += `${separator}${Math.max(0, Math.round(now - row.beganAt) / 1000)}`;
    signed += separator + quoted(attempt?.signedHeaders);
    headers.add(quoted(attempt?.responseHeaders));
    body.add(quoted(attempt?.responseBody));
    cut.add(attempt?.responseCut === true ? 't' : 'f');
    told.add(row.health === HealthMark.success ? 't' : 'f');
    separator = ',';
  }
  return [
    plainArray(leases.map(({ token }) => token)),
    plainArray(ended.map(({ token }) => token)),
    String(lease),
    `{${event}}`,
    ...[webhook, project, eventProject, type, statusCode].map(String),
    `{${duration}}`,
    `{${began}}`,
    `{${signed}}`,
    ...[headers, body, cut, told].map(String),
  ];
}
