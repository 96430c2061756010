import { CliError } from './cli.errors.js';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const AGO = /^(\d{1,9})(s|m|h|d)$/;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A moment as people write it at a terminal: `2h` ago, or ISO 8601, UTC when no zone is given.
 * @returns ISO 8601
 * @throws CliError `invalid_arguments`
 */
export function moment(option: string, text: string, now: Date): string {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 1) * 1000).toISOString();
  }
  const zoned = text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  const parsed = ISO.test(text) ? new Date(zoned) : new Date(NaN);
  if (Number.isNaN(parsed.getTime())) {
    throw new CliError(
      'invalid_arguments',
      `${option} has to be a time that has passed, such as 30m, 2h or 5d, or 2026-01-15T12:00:00Z.`,
    );
  }
  return parsed.toISOString();
}

/** The time of day for a line of a log. */
export function timeOfDay(now: Date): string {
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `45 s`, `3 min`, `2 h`: about how long something takes. */
export function roughly(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
