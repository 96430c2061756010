export const RECOVERABLE = ['failed', 'skipped', 'missing'] as const;
export type Recoverable = (typeof RECOVERABLE)[number];

/** What each status means to somebody who decides whether to send it again. */
export const MEANING: Readonly<Record<Recoverable, string>> = {
  failed: 'Tried and given up: the schedule was used up, or the receiver was refused.',
  skipped: 'Not tried, because the webhook was paused or disabled.',
  missing: 'Published before the webhook listened: matches what it listens to today, and was never sent.',
};

/** The form as it stands. Times are as `datetime-local` has them: the reader's own clock, to the minute. */
export interface Selection {
  readonly since: string;
  /** '' : now. */
  readonly until: string;
  readonly statuses: readonly Recoverable[];
  readonly eventTypes: readonly string[];
  readonly ratePerSecond: number;
}

export const RANGES = [
  { label: 'Last hour', hours: 1 },
  { label: '24 hours', hours: 24 },
  { label: '7 days', hours: 168 },
  { label: '30 days', hours: 720 },
] as const;

/** @param now milliseconds */
export function lastHours(hours: number, now: number): Pick<Selection, 'since' | 'until'> {
  return { since: toLocal(new Date(now - hours * 3_600_000)), until: '' };
}

/** The body of the request, or what is missing. */
export function toRequest(selection: Selection) {
  const { since, until, statuses, eventTypes, ratePerSecond } = selection;
  return {
    since: new Date(since).toISOString(),
    ...(until === '' ? {} : { until: new Date(until).toISOString() }),
    status: [...statuses],
    ...(eventTypes.length > 0 ? { event_types: [...eventTypes] } : {}),
    rate_per_second: ratePerSecond,
  };
}

/** What the form still needs; null when it can be counted. */
export function missingIn({ since, until, statuses }: Selection): string | null {
  if (since === '') return 'Say from when on.';
  if (until !== '' && new Date(until) <= new Date(since)) return 'The end has to come after the beginning.';
  return statuses.length === 0 ? 'Choose at least one status.' : null;
}

function toLocal(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
