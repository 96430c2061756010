import type { BenchServer } from './bench-database.js';
import { median } from './statistics.js';

/** What a figure has to reach. */
export interface Goal {
  readonly of: 'value' | 'ratio';
  readonly least?: number;
  readonly most?: number;
}

/** One line of the table: a subject and its figure, beside what it is compared with. */
export interface Row {
  readonly subject: string;
  /** Median of the rounds. */
  readonly value: number;
  readonly unit: string;
  /** The figures of the single rounds, in order. */
  readonly rounds?: readonly number[];
  /** Median of the ratios, each taken within one round. */
  readonly ratio?: number;
  readonly against?: string;
  readonly goal?: Goal;
  /** null: there is no goal. */
  readonly met: boolean | null;
}

export interface BenchContext {
  readonly server: BenchServer;
  /** Everything is small: shows that it runs, and orders of magnitude. */
  readonly quick: boolean;
  /** How often each subject is measured. */
  readonly rounds: number;
  size(full: number, quick: number): number;
  /** Says what begins now. */
  step(what: string): void;
  /** Says how far a long piece of work is. */
  progress(done: number, total: number): void;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** One paragraph for the reader of the table: what is measured, and how. */
  readonly method: string;
  run(context: BenchContext): Promise<readonly Row[]>;
}

export interface RowInput {
  readonly subject: string;
  readonly unit: string;
  /** One figure of each round. */
  readonly rounds: readonly number[];
  /** One ratio of each round, and of what to what. */
  readonly ratios?: readonly number[];
  readonly against?: string;
  readonly goal?: Goal;
}

export function row(input: RowInput): Row {
  const value = median(input.rounds);
  const ratio = input.ratios === undefined ? undefined : median(input.ratios);
  return {
    subject: input.subject,
    value,
    unit: input.unit,
    rounds: input.rounds,
    ...(ratio === undefined ? {} : { ratio }),
    ...(input.against === undefined ? {} : { against: input.against }),
    ...(input.goal === undefined ? {} : { goal: input.goal }),
    met: input.goal === undefined ? null : reaches(input.goal, input.goal.of === 'value' ? value : ratio),
  };
}

/** Each figure divided by the one of the same round: the machine's minutes differ, rounds are minutes. */
export const ratiosOf = (mine: readonly number[], theirs: readonly number[]): number[] =>
  mine.map((value, round) => value / (theirs[round] ?? Number.NaN));

function reaches({ least, most }: Goal, figure: number | undefined): boolean {
  if (figure === undefined || Number.isNaN(figure)) return false;
  return (least === undefined || figure >= least) && (most === undefined || figure <= most);
}
