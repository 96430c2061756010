import { joinPath } from '@posthorn/event-catalog';
import { normalize } from './normalize.js';
import { refuseFreeze } from './refuse-freeze.js';

/** Bytes of UTF-8 that a payload may have (RULES 27). */
export const PAYLOAD_MAX_BYTES = 256 * 1024;

export interface FrozenPayload {
  /** Compact JSON of an object: `JSON.stringify(JSON.parse(text)) === text`. What is stored, sent and signed. */
  readonly text: string;
  /** What `JSON.parse(text)` gives. */
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * Turns a payload into the text that every receiver will see, and refuses what JSON would lose or change without a
 * word: the place for that is the caller's transaction, not a retry a day later.
 *
 * Members that are undefined are left out, as JSON.stringify does; `toJSON` counts, so that dates become ISO text.
 * @throws PublishError with a `payload_…` code; its one entry names the place
 */
export function freezePayload(payload: unknown): FrozenPayload {
  const value = normalize(payload, PAYLOAD_MAX_BYTES);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const shown = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
    refuseFreeze('payload_not_object', '', `must be an object, and is ${shown}`, 'an object');
  }
  const text = JSON.stringify(value);
  // The only escapes JSON.stringify writes as \u are control characters and lone surrogates: without one there is
  // nothing to look for, and looking through every text costs more than freezing it.
  if (text.includes('\\u')) refuseUnsendableText(value, '');
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > PAYLOAD_MAX_BYTES) {
    const limit = `at most ${PAYLOAD_MAX_BYTES} bytes (256 KiB) of JSON`;
    refuseFreeze('payload_too_large', '', `has ${bytes} bytes; the limit is ${PAYLOAD_MAX_BYTES}`, limit);
  }
  return { text, value: value as Record<string, unknown> };
}

function refuseUnsendableText(value: unknown, path: string): void {
  if (typeof value === 'string') {
    checkText(value, path);
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) refuseUnsendableText(element, joinPath(path, index));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      // The key itself cannot be shown: what reports it might choke on it too.
      checkText(key, path === '' ? '(a key)' : `${path}.(a key)`);
      refuseUnsendableText(member, joinPath(path, key));
    }
  }
}

function checkText(text: string, path: string): void {
  if (text.includes('\0')) {
    refuseFreeze(
      'payload_contains_nul',
      path,
      'contains the character NUL, which PostgreSQL cannot store',
      'text without it',
    );
  }
  if (/\p{Surrogate}/u.test(text)) {
    refuseFreeze(
      'payload_lone_surrogate',
      path,
      'contains half of a surrogate pair, which UTF-8 cannot carry',
      'well-formed text',
    );
  }
}
