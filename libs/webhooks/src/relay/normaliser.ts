import type { Queryable } from '@posthorn/database';
import type { EngineStatements } from '../engine/engine-statements.js';
import { canonicalJson } from '../outbox/canonical-json.js';
import { plainArray, textArray } from '../dispatcher/pg-array.js';
import type { EventColumns, EventDetails } from './loaded-event.js';

/** Says what is wrong with a payload, by the catalog; null when nothing is. Must not throw. */
export type PayloadCheck = (type: string, payload: Readonly<Record<string, unknown>>) => string | null;

/** The payload that a claim may deliver; null data with a reason: none. */
export interface NormalisedEvent {
  readonly data: string | null;
  readonly invalidReason: string | null;
}

/**
 * Brings events that SQL published into form and stores the result, so that every reader sees the bytes that are sent.
 * Events that code published pass through untouched.
 */
export async function normaliseEvents(
  rows: readonly EventColumns[],
  database: Queryable,
  statements: Pick<EngineStatements, 'normaliseEvents'>,
  check: PayloadCheck | undefined,
): Promise<ReadonlyMap<string, NormalisedEvent>> {
  const raw = rows.filter((row) => row.canonical === false && row.data !== null && row.invalid_reason === null);
  const normalised = new Map<string, NormalisedEvent>();
  if (raw.length === 0) return normalised;
  for (const row of raw) normalised.set(row.event_id, normalise(row, check));
  const entries = [...normalised];
  await database.query(statements.normaliseEvents, [
    plainArray(entries.map(([id]) => id)),
    textArray(entries.map(([, event]) => event.data)),
    textArray(entries.map(([, event]) => event.invalidReason)),
  ]);
  return normalised;
}

function normalise(row: EventColumns, check: PayloadCheck | undefined): NormalisedEvent {
  const result = canonicalJson(row.data ?? '');
  if (!result.ok) return { data: null, invalidReason: result.reason };
  // The catalog says nothing of rows: a table may be called as an event type is.
  if (row.details?.kind === 'change') return { data: result.text, invalidReason: oldRowProblem(row.details) };
  return { data: result.text, invalidReason: check?.(row.type ?? '', result.value) ?? null };
}

function oldRowProblem({ change }: EventDetails): string | null {
  const old = change?.old === undefined ? null : canonicalJson(change.old);
  return old === null || old.ok ? null : old.reason;
}
