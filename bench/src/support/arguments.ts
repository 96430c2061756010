import { parseArgs } from 'node:util';

export interface BenchArguments {
  readonly quick: boolean;
  readonly list: boolean;
  /** Names of scenarios; empty: all. */
  readonly only: readonly string[];
  readonly rounds: number | null;
}

export const USAGE =
  'npm run bench [-- --quick] [-- --only=drain,cost] [-- --rounds=3] [-- --list]\n' +
  '  --quick   small counts, one round, under two minutes: shows that it runs, and orders of magnitude\n' +
  '  --only    these scenarios; the figures of the others stay as they were measured last\n' +
  '  --rounds  how often each subject is measured (3; 1 with --quick)\n' +
  '  --list    names the scenarios';

/** @throws TypeError when an option is not known */
export function parseBenchArguments(given: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  if (rounds !== null && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new TypeError('--rounds takes a positive whole number.');
  }
  const only = (values.only ?? '').split(',').map((name) => name.trim());
  return { quick: values.quick, list: values.list, only: only.filter((name) => name !== ''), rounds };
}
