import { isUnavailable } from '@posthorn/database';
import { sqlState } from '../common/sql-state.js';
import type { Monotonic } from '../engine/monotonic.js';
import type { Lease } from './lease.js';

const FIRST_PAUSE = 50;
/** What goes on for longer is worth the end of the lease: a process that stops waits for this. Milliseconds. */
const LONGEST = 3000;

/**
 * Reads what has to be known before anything of a claim is sent, again when it fails in a way that passes. A claim that is
 * given up comes back when its lease ends, a minute later, and counts as one that was lost with its process.
 */
export async function heldThrough<T>(lease: Lease | undefined, clock: Monotonic, read: () => Promise<T>): Promise<T> {
  const end = Math.min(clock.now() + LONGEST, lease?.deadline ?? 0);
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    try {
      return await read();
    } catch (error) {
      if (lease?.lost !== false || clock.now() + pause >= end || !passes(error)) throw error;
      await clock.sleep(pause);
    }
  }
}

/** The database was away, or another statement was in the way: 40001, 40P01 (ended for a deadlock), 55P03, 57014 (timeouts). */
function passes(error: unknown): boolean {
  return isUnavailable(error) || /^(40001|40P01|55P03|57014)$/.test(sqlState(error) ?? '');
}
