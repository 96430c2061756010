const MOMENT = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;
const moment = new Intl.DateTimeFormat('en-GB', MOMENT);
const inZone = new Intl.DateTimeFormat('en-GB', { ...MOMENT, timeZoneName: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `21 Nov 2026, 11:32:52`, in the reader's time zone. */
export function formatMoment(value: string | number | Date): string {
  return moment.format(new Date(value));
}

/** `21 Nov 2026, 11:32:52 GMT+1`: which of the two hours it was, on the night in which one comes twice. */
export function formatMomentInZone(value: string | number | Date): string {
  return inZone.format(new Date(value));
}

/** `3 min. ago`, `in 2 hr.`, `just now`. @param now milliseconds */
export function formatRelative(value: string, now: number): string {
  const seconds = Math.round((new Date(value).getTime() - now) / 1000);
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  if (Math.abs(seconds) < 5) return 'just now';
  return relative.format(seconds, 'second');
}

/** `1,234` */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `1.2K` */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** `99.2 %`; never `100 %` while something failed. @param ratio 0 to 1 */
export function formatRate(ratio: number | null): string {
  if (ratio === null) return '–';
  if (ratio === 1) return '100 %';
  return `${Math.min(99.99, Math.floor(ratio * 10_000) / 100)} %`;
}

/** `240 ms`, `1.4 s` */
export function formatMilliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value < 1000 ? `${Math.round(value)} ms` : `${trimmed(value / 1000)} s`;
}

/** `0 s`, `30 s`, `5 min`, `2 h`, `1 d 6 h`. */
export function formatSeconds(value: number): string {
  if (value < 60) return `${trimmed(value)} s`;
  const parts: string[] = [];
  let rest = Math.round(value);
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

function trimmed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
