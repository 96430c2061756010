/** A receiver cannot put a delivery off for longer than a day. */
export const MAX_RETRY_AFTER_SECONDS = 86_400;

const SECONDS = /^\d{1,10}$/;
// RFC 9110, 5.6.7: the preferred form and the two obsolete ones all start with the name of a day.
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/**
 * What a `Retry-After` header asks for, in seconds from now, between 0 and a day; null when it says nothing readable.
 * @param header `120` or an HTTP date
 * @param now the moment that a date counts from: the receiver's own `Date` header when it sent one, since its clock
 *   made the date
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  const text = header?.trim();
  if (!text) return null;
  if (SECONDS.test(text)) return Math.min(MAX_RETRY_AFTER_SECONDS, Number(text));
  if (!HTTP_DATE.test(text)) return null;
  const at = Date.parse(/GMT|UTC|[+-]\d{4}$/.test(text) ? text : `${text} GMT`);
  if (Number.isNaN(at)) return null;
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, (at - now.getTime()) / 1000));
}

/** The moment that a date in `Retry-After` is measured from. */
export function receiverClock(dateHeader: string | undefined, ours: Date): Date {
  const theirs = dateHeader !== undefined && HTTP_DATE.test(dateHeader) ? Date.parse(dateHeader) : Number.NaN;
  return Number.isNaN(theirs) ? ours : new Date(theirs);
}
