import type { Range } from '../../api/stats.js';

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const both = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** The beginning of an interval. Days are those of UTC, as the intervals are; hours are the reader's. */
export function bucketLabel(start: string, range: Range): string {
  const date = new Date(start);
  if (range === '30d') return day.format(date);
  return range === '7d' ? both.format(date) : time.format(date);
}
