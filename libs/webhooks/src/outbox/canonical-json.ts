/** Deepest nesting that is delivered. */
const MAX_DEPTH = 100;
/** Largest payload, bytes of UTF-8. */
const MAX_BYTES = 262_144;

export type CanonicalResult =
  | { readonly ok: true; readonly text: string; readonly value: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly reason: 'not_json' | 'not_an_object' | 'too_deep' | 'too_large' | 'nul' | 'lone_surrogate';
    };

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Brings JSON text that SQL produced into the form that JSON.stringify gives. Numbers whose value a JavaScript number
 * cannot hold become strings with their digits (a bigint, a long numeric); `10.50` becomes `10.5`, the same value.
 */
export function canonicalJson(text: string): CanonicalResult {
  let value: unknown;
  try {
    value = JSON.parse(quoteUnsafeNumbers(text));
  } catch {
    return { ok: false, reason: 'not_json' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, reason: 'not_an_object' };
  if (deeperThan(value, MAX_DEPTH)) return { ok: false, reason: 'too_deep' };
  const canonical = JSON.stringify(value);
  // JSON.stringify writes NUL and lone surrogates as escapes of its own, in lower case.
  if (hasEscape(canonical, /\\u0000/g)) return { ok: false, reason: 'nul' };
  if (hasEscape(canonical, /\\ud[89a-f][0-9a-f]{2}/g)) return { ok: false, reason: 'lone_surrogate' };
  if (Buffer.byteLength(canonical) > MAX_BYTES) return { ok: false, reason: 'too_large' };
  return { ok: true, text: canonical, value: value as Record<string, unknown> };
}

/** True when a match is a real escape: an odd number of backslashes ends at it. */
function hasEscape(text: string, pattern: RegExp): boolean {
  for (const { index } of text.matchAll(pattern)) {
    let start = index;
    while (text[start - 1] === '\\') start--;
    if ((index - start) % 2 === 0) return true;
  }
  return false;
}

function quoteUnsafeNumbers(text: string): string {
  let out = '';
  let kept = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') {
      i = endOfString(text, i);
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      let end = i + 1;
      while (end < text.length && /[0-9+\-.eE]/.test(text.charAt(end))) end++;
      const token = text.slice(i, end);
      if (!keepsItsValue(token)) {
        out += `${text.slice(kept, i)}"${token}"`;
        kept = end;
      }
      i = end - 1;
    }
  }
  return kept === 0 ? text : out + text.slice(kept);
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** Whether JSON.stringify(JSON.parse(token)) has the value of the token. */
function keepsItsValue(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return !NUMBER.test(token);
  return decimal(token) === decimal(JSON.stringify(value));
}

/** A decimal number as significant digits and exponent: equal texts mean equal values. */
function decimal(token: string): string {
  const match = NUMBER.exec(token);
  if (match === null) return token;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  // Minus zero has no value of its own: JSON.stringify(-0) is 0.
  if (significant === '') return '0';
  const scale = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${token.startsWith('-') ? '-' : ''}${significant}e${scale}`;
}

function deeperThan(root: object, limit: number): boolean {
  let level = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((value) => Object.values(value).filter(isObject));
  }
  return false;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
