import { isReservedHeader } from './reserved-headers.js';

/** What is wrong with a header. Stable codes. */
export type HeaderProblemCode =
  | 'header_name'
  | 'header_value'
  | 'header_value_too_long'
  | 'header_reserved'
  | 'header_repeated'
  | 'headers_too_many'
  | 'headers_too_large'
  | 'headers_malformed';

export interface HeaderProblem {
  /** The name as given; empty when the problem is the whole. */
  readonly name: string;
  readonly code: HeaderProblemCode;
  readonly message: string;
}

export interface HeaderRules {
  /** Further lower-case names that are taken, such as those of the webhook's dialect. */
  readonly reserved?: readonly string[];
}

/** Bounds on a webhook's own headers. Receivers commonly refuse a request whose head exceeds 8 or 16 KiB in all. */
export const HEADER_LIMITS = { count: 50, nameLength: 128, valueLength: 8192, totalLength: 16_384 } as const;

/** A token of RFC 9110: what may stand before the colon. */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII with inner blanks and tabs. Anything else is read differently by different receivers. */
const VALUE = /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/;

/**
 * Checks a webhook's own headers when they are written: one entry per wrong header, empty when all are fine. The sender
 * checks once more, on its own terms, when it sends.
 */
export function checkHeaders(headers: unknown, rules: HeaderRules = {}): readonly HeaderProblem[] {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    return [
      { name: '', code: 'headers_malformed', message: 'The headers must be an object of names and text values.' },
    ];
  }
  const entries = Object.entries(headers);
  if (entries.length > HEADER_LIMITS.count) {
    return [{ name: '', code: 'headers_too_many', message: `At most ${HEADER_LIMITS.count} headers are allowed.` }];
  }
  const reserved = new Set(rules.reserved);
  const seen = new Set<string>();
  const problems: HeaderProblem[] = [];
  let total = 0;
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    const problem = nameProblem(name, lower, reserved, seen) ?? valueProblem(value);
    if (problem !== null) problems.push({ name: name.slice(0, HEADER_LIMITS.nameLength), ...problem });
    seen.add(lower);
    total += name.length + (typeof value === 'string' ? value.length : 0) + 4;
  }
  if (total > HEADER_LIMITS.totalLength) {
    const message = `All headers together may have ${HEADER_LIMITS.totalLength} bytes at most.`;
    problems.push({ name: '', code: 'headers_too_large', message });
  }
  return problems;
}

type Problem = Pick<HeaderProblem, 'code' | 'message'>;

function nameProblem(
  name: string,
  lower: string,
  reserved: ReadonlySet<string>,
  seen: ReadonlySet<string>,
): Problem | null {
  if (name.length > HEADER_LIMITS.nameLength || !HEADER_NAME.test(name)) {
    const expected = `1 to ${HEADER_LIMITS.nameLength} letters, digits and -`;
    return { code: 'header_name', message: `Not a header name: expected ${expected}, without blanks or colons.` };
  }
  if (isReservedHeader(lower) || reserved.has(lower)) {
    return { code: 'header_reserved', message: 'This header is set by the sender and cannot be chosen.' };
  }
  if (seen.has(lower)) return { code: 'header_repeated', message: 'The same header is given in two letter cases.' };
  return null;
}

function valueProblem(value: unknown): Problem | null {
  if (typeof value !== 'string') return { code: 'header_value', message: 'A header value must be text.' };
  if (value.length > HEADER_LIMITS.valueLength) {
    return { code: 'header_value_too_long', message: `At most ${HEADER_LIMITS.valueLength} characters are allowed.` };
  }
  if (VALUE.test(value)) return null;
  return {
    code: 'header_value',
    message: 'Only visible ASCII with inner blanks is allowed: no line breaks, control characters or accents.',
  };
}
