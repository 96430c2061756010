import { differences, shown, type Difference } from './differences.js';
import { ExpectationError } from './expectation.error.js';

/** Something that happened with an event: it was published, or it was delivered. */
export interface Happening {
  readonly type: string;
  readonly data: unknown;
  /** In a message, behind the type: `to https://…, answered with 500`. */
  readonly where?: string;
  /** False: it is only near, because it failed. */
  readonly counts: boolean;
}

export interface Wanted {
  readonly type: string;
  readonly data: unknown;
  /** Exactly so many. Absent: at least one. */
  readonly times?: number;
  /** `delivered`, `published` */
  readonly verb: string;
}

const NEAREST = 3;

/**
 * Those that are what is wanted.
 * @param hints said when there is none
 * @throws ExpectationError with the nearest misses
 */
export function findEvents<Found extends Happening>(
  happenings: readonly Found[],
  wanted: Wanted,
  hints: readonly string[] = [],
): readonly Found[] {
  const judged = happenings.map((happening) => ({ happening, misses: differences(wanted.data, happening.data) }));
  const found = judged.filter(
    ({ happening, misses }) => happening.counts && happening.type === wanted.type && misses.length === 0,
  );
  const enough = wanted.times === undefined ? found.length > 0 : found.length === wanted.times;
  if (enough) return found.map(({ happening }) => happening);
  throw new ExpectationError(
    found.length === 0 ? 'not_found' : 'unexpected',
    text(wanted, found.length, judged, hints),
  );
}

/** @throws ExpectationError when one of them is what must not be */
export function refuseEvents(happenings: readonly Happening[], unwanted: Wanted): void {
  const found = happenings.find(
    ({ type, data, counts }) => counts && type === unwanted.type && differences(unwanted.data, data).length === 0,
  );
  if (found === undefined) return;
  throw new ExpectationError(
    'unexpected',
    `${unwanted.type} was ${unwanted.verb} and must not be${where(found)}:\n  ${shown(found.data)}`,
  );
}

function text(
  { type, data, times, verb }: Wanted,
  found: number,
  judged: readonly { readonly happening: Happening; readonly misses: readonly Difference[] }[],
  hints: readonly string[],
): string {
  const often = times === undefined ? '' : ` ${times} times`;
  const wanted = isEmpty(data) ? '' : ` with ${shown(data)}`;
  const lines = [`${type} was expected to be ${verb}${often}${wanted}.`];
  if (found > 0) lines.push(`It was ${verb} ${found} ${found === 1 ? 'time' : 'times'}.`);
  const near = judged
    .filter(({ happening }) => happening.type === type)
    .sort((one, other) => one.misses.length - other.misses.length)
    .slice(0, NEAREST);
  if (near.length > 0 && found === 0) {
    lines.push('The nearest:');
    for (const { happening, misses } of near) lines.push(`  ${happening.type}${where(happening)}${missed(misses)}`);
  }
  const others = new Map<string, number>();
  for (const { happening } of judged) {
    if (happening.type !== type) others.set(happening.type, (others.get(happening.type) ?? 0) + 1);
  }
  if (others.size > 0) {
    const list = [...others].map(([name, count]) => (count === 1 ? name : `${name} (${count} times)`));
    lines.push(`What was ${verb} besides: ${list.join(', ')}.`);
  }
  if (judged.length === 0) lines.push(`Nothing was ${verb} at all.`);
  return [...lines, ...hints].join('\n');
}

const isEmpty = (data: unknown): boolean => data === undefined || Object.keys(data as object).length === 0;
const where = ({ where: place }: Happening): string => (place === undefined ? '' : ` ${place}`);
const missed = (misses: readonly Difference[]): string =>
  misses.length === 0
    ? ''
    : `: ${misses.map(({ path, expected, actual }) => `${path} is ${shown(actual)}, not ${shown(expected)}`).join('; ')}`;
