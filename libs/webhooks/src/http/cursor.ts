import { createHmac, timingSafeEqual } from 'node:crypto';
import { MalformedRequestError } from '../webhooks.errors.js';

const MAC_BYTES = 16;

/** Where a list went on: texts and numbers in the order of the list's sort key. */
export type Position = readonly (string | number)[];

/**
 * Opaque, tamper-proof cursors: `base64url(mac(16) json)`, the HMAC-SHA-256 over the list's name and its filters
 * as well, so that a cursor of another list, project or filter is refused rather than half understood.
 */
export class CursorCodec {
  private readonly newest: Uint8Array;

  /** @param keys newest first: the first signs, every one verifies */
  constructor(private readonly keys: readonly Uint8Array[]) {
    const [newest] = keys;
    if (!newest) throw new Error('Cursors need a key.');
    this.newest = newest;
  }

  encode(list: string, position: Position): string {
    const text = Buffer.from(JSON.stringify(position), 'utf8');
    return Buffer.concat([mac(this.newest, list, text), text]).toString('base64url');
  }

  /** @throws MalformedRequestError `invalid_cursor` */
  decode(list: string, cursor: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const [given, text] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
    // Base64 that does not round-trip has ignored characters in it: one cursor, one spelling.
    const intact = given.length === MAC_BYTES && bytes.toString('base64url') === cursor;
    if (!intact || !this.keys.some((key) => timingSafeEqual(mac(key, list, text), given))) {
      throw new MalformedRequestError('invalid_cursor', 'The cursor is not one that this list returned.', [
        {
          field: 'cursor',
          code: 'invalid_cursor',
          message: 'cursor is not one that this list returned.',
          expected: 'next_cursor of the page before, with the same filters',
        },
      ]);
    }
    return JSON.parse(text.toString('utf8')) as Position;
  }
}

function mac(key: Uint8Array, list: string, text: Uint8Array): Buffer {
  const name = Buffer.from(list, 'utf8');
  return createHmac('sha256', key).update(`${name.length}:`).update(name).update(text).digest().subarray(0, MAC_BYTES);
}
