import { textOf } from '../router/search.js';

export const PERIODS = ['1h', '24h', '7d'] as const;
export type Period = (typeof PERIODS)[number];

/** A stretch of time: a period that ends now, or two moments in ISO 8601, either of which may be missing. */
export interface TimeSpan {
  readonly period?: Period | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const HOURS: Readonly<Record<Period, number>> = { '1h': 1, '24h': 24, '7d': 168 };

/** What the API takes. A period counts back from now. */
export function boundsOf({ period, since, until }: TimeSpan): {
  since?: string | undefined;
  until?: string | undefined;
} {
  if (!period) return { since, until };
  return { since: new Date(Date.now() - HOURS[period] * 3_600_000).toISOString() };
}

/** A moment in the address, or nothing when it is none. */
export function momentOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}
