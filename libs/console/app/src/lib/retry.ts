import type { Webhook } from '../api/types.js';

/** What an API says about retries: a schedule, or a number of retries with a wait that doubles; null is the dialect's. */
export interface RetrySettings {
  readonly schedule?: readonly number[];
  readonly max_retries?: number;
  readonly backoff_seconds?: number;
  readonly jitter?: number;
}

const DAY = 86_400;

/** The settings of a webhook; the document leaves their shape open. */
export function retryOf(webhook: Pick<Webhook, 'retry'>): RetrySettings | null {
  return webhook.retry ?? null;
}

/** The wait before each attempt in seconds, the first included. */
export function waitsOf(settings: RetrySettings | null, ofDialect: readonly number[]): readonly number[] {
  if (settings?.schedule) return settings.schedule;
  if (settings?.max_retries === undefined && settings?.backoff_seconds === undefined) return ofDialect;
  return exponential(settings.max_retries ?? Math.max(0, ofDialect.length - 1), settings.backoff_seconds ?? 5);
}

/** `backoff × factor^n` seconds before each retry, at most a day. */
export function exponential(retries: number, backoff: number, factor = 2): number[] {
  return [0, ...Array.from({ length: retries }, (_, n) => Math.min(DAY, backoff * factor ** n))];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: DAY };

/** Reads `0, 30s, 5m, 2h`; null when a part is no time. */
export function parseSchedule(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length === 0) return null;
  const seconds = parts.map((part) => {
    const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)(s|m|min|h|d)?$/.exec(part) ?? [];
    return count === undefined ? NaN : Number(count) * (UNITS[unit] ?? NaN);
  });
  return seconds.some((value) => !Number.isFinite(value)) ? null : seconds;
}

/** `0, 30s, 5m, 2h` */
export function scheduleText(waits: readonly number[]): string {
  return waits
    .map((wait) => {
      if (wait === 0) return '0';
      if (wait % DAY === 0) return `${wait / DAY}d`;
      if (wait % 3600 === 0) return `${wait / 3600}h`;
      return wait % 60 === 0 ? `${wait / 60}m` : `${wait}s`;
    })
    .join(', ');
}
