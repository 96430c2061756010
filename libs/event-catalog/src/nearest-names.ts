import { distance } from 'fastest-levenshtein';

/**
 * The known names closest to one that is not known, the closest first.
 * Edit distance alone puts `file.created` before `user.created_at` for `user.create`; half a point off for every
 * character of a common beginning lets a cut or lengthened name win.
 */
export function nearestNames(name: string, known: Iterable<string>, count: number): string[] {
  const asked = name.slice(0, 200).toLowerCase();
  return [...known]
    .map((candidate) => ({ candidate, score: distance(asked, candidate) - commonBeginning(asked, candidate) / 2 }))
    .sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, Math.max(0, count))
    .map(({ candidate }) => candidate);
}

function commonBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
