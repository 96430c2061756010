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

/** What was asked for, or why that is not possible. */
export function parseBenchArguments(given: readonly string[]): BenchArguments | string {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...given],
      options: {
        quick: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        only: { type: 'string' },
        rounds: { type: 'string' },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  if (rounds !== null && !(Number.isInteger(rounds) && rounds > 0)) return '--rounds takes a positive whole number.';
  const only = (values.only ?? '').split(',').map((name) => name.trim());
  return { quick: values.quick, list: values.list, only: only.filter((name) => name !== ''), rounds };
}
