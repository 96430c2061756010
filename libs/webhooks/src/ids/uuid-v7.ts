import { randomFillSync } from 'node:crypto';
import { DAY_MS } from '../common/clock.js';
import { hyphenate } from './prefixed-id.js';

const POOL = Buffer.alloc(4096);
let used = POOL.length;

/** A version-7 UUID of this moment, with hyphens. Random bytes are drawn in blocks: one system call per 409 ids. */
export function uuidV7(now: number = Date.now()): string {
  if (used + 10 > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const random = POOL.toString('hex', used, used + 10);
  used += 10;
  const variant = ((parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return hyphenate(`${now.toString(16).padStart(12, '0')}7${random.slice(0, 3)}${variant}${random.slice(4, 19)}`);
}

/** The smallest UUID that an event of this moment can have. */
export function uuidFloor(milliseconds: number): string {
  return hyphenate(`${Math.max(0, Math.floor(milliseconds)).toString(16).padStart(12, '0')}${'0'.repeat(20)}`);
}

/** The moment in a version-7 UUID, milliseconds. */
export function timeOfUuid(uuid: string): number {
  return parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** The UTC day of a version-7 UUID, counted from 1970: the partition of its event. */
export function dayOfUuid(uuid: string): number {
  return Math.floor(timeOfUuid(uuid) / DAY_MS);
}
