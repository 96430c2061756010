/** Deeper than any payload may be (100), with room for what is written around one. */
const MAX_DEPTH = 128;

/** What `JSON.parse` lets pass although something of it would be lost or could not be handled afterwards. */
export interface JsonFault {
  readonly code: 'duplicate_key' | 'too_deep' | 'number_not_exact';
  readonly message: string;
  readonly expected: string;
}

const TOO_DEEP: JsonFault = {
  code: 'too_deep',
  message: `The body is nested more than ${MAX_DEPTH} levels deep.`,
  expected: `JSON of at most ${MAX_DEPTH} levels`,
};

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/**
 * Finds the first fault of a text that `JSON.parse` has accepted. Of two equal keys parsers keep different ones, and a
 * number that JavaScript changes would be signed and delivered as another one: both are refused rather than guessed.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  /** For each open object the keys so far, null for each open array. */
  const open: (Set<string> | null)[] = [];
  let keyExpected = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '{' || char === '[') {
      if (open.push(char === '{' ? new Set() : null) > MAX_DEPTH) return TOO_DEEP;
      keyExpected = char === '{';
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === ',') {
      keyExpected = open.at(-1) instanceof Set;
    } else if (char === '"') {
      const end = endOfText(text, at);
      if (keyExpected) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        const keys = open.at(-1);
        if (keys?.has(key)) return duplicate(key);
        keys?.add(key);
        keyExpected = false;
      }
      at = end;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const number = /[-+0-9.eE]+/y;
      number.lastIndex = at;
      const [digits = ''] = number.exec(text) ?? [];
      if (!isExact(digits)) return inexact(digits);
      at += digits.length - 1;
    }
  }
  return undefined;
}

/** Where the text that begins at `start` has its closing quote. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Whether JavaScript writes the same number again, in whatever form. */
function isExact(digits: string): boolean {
  // A double holds every decimal of 15 digits.
  if (digits.length <= 15 && /^-?\d+(?:\.\d+)?$/.test(digits)) return true;
  const number = Number(digits);
  return Number.isFinite(number) && plain(digits) === plain(String(number));
}

/** A decimal as its digits without zeros at either end, and the power of ten that they are times. */
function plain(decimal: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(decimal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign}${kept}e${Number(power) - fraction.length + digits.length - kept.length}`;
}

function duplicate(key: string): JsonFault {
  return {
    code: 'duplicate_key',
    message: `The key ${JSON.stringify(shortened(key))} is there twice in one object.`,
    expected: 'each key once',
  };
}

function inexact(digits: string): JsonFault {
  return {
    code: 'number_not_exact',
    message: `The number ${shortened(digits)} would be changed by JavaScript.`,
    expected: 'a number that a double holds exactly as written, or the digits as text',
  };
}
