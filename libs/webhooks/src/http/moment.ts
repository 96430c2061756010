import { rule } from './rules.js';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A moment as a client writes it: ISO 8601, UTC when no zone is given. Undefined when it is none. */
export function parseMoment(text: unknown): Date | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = ISO.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, , , zone] = parts;
  const time = hour === undefined ? `${text}T00:00:00Z` : text.replace(' ', 'T').toUpperCase() + (zone ? '' : 'Z');
  const moment = new Date(time);
  // Date turns 30 February into 2 March; ask the calendar.
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number.isNaN(moment.getTime()) || Number(day) > daysInMonth || Number(year) < 1970 ? undefined : moment;
}

export function Moment(): PropertyDecorator {
  return rule({
    expected: 'a time in ISO 8601, for example 2026-01-15T12:00:00Z',
    schema: { type: 'string', format: 'date-time' },
    test: (value) => parseMoment(value) !== undefined,
  });
}

/** Times in answers: UTC, whole seconds. */
export function isoSeconds(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
