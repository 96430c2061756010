import TestSequencer from '@jest/test-sequencer';

/** Kinds of tests, those with the longest files first. */
const LONGEST_FIRST = ['browser', 'docs', 'hosts', 'security', 'faults', 'e2e', 'db', 'unit'];

const rank = ({ context }) => LONGEST_FIRST.indexOf(context.config.displayName?.name);

/**
 * Where no durations are known, as in a clean clone, Jest starts with the largest files. The longest test of the browser is
 * not one of them, came last and had the machine for itself for a minute.
 */
export default class Sequencer extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.some(({ duration }) => duration !== undefined) ? sorted : sorted.sort((a, b) => rank(a) - rank(b));
  }
}
