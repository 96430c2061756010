/** A message that this receiver may work on, until it says how that ended. */
export interface ReplayClaim {
  /** The work is done: from now on the message is a duplicate. */
  done(): Promise<void>;
  /** The work has failed: the next attempt of the sender may try again. */
  release(): Promise<void>;
}

/**
 * Remembers which messages were worked on. A message is claimed before the work and marked after it, so that a failure, or
 * the death of the process, does not turn the sender's next attempt into a duplicate.
 */
export interface ReplayStore {
  /**
   * Claims a message for `leaseSeconds`. `done`: it was worked on before. `busy`: another claim of it has not ended.
   * @param key unique per sender and event
   */
  claim(key: string, leaseSeconds: number): Promise<ReplayClaim | 'done' | 'busy'>;
}
