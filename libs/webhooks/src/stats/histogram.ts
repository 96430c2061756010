/** Upper bounds of the classes, milliseconds; the last class has none. The same as `response_time_bounds()` in SQL. */
export const RESPONSE_TIME_BOUNDS: readonly number[] = [
  5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 30_000,
];

/**
 * The value below which `share` (0 to 1) of the counted ones lie, in milliseconds, as if each class were filled evenly;
 * null when nothing was counted. What lies above the last bound is said to be that bound.
 * @param counts of each class, one more than there are bounds
 */
export function quantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = share * total;
  for (const [index, count] of counts.entries()) {
    const from = RESPONSE_TIME_BOUNDS[index - 1] ?? 0;
    const to = RESPONSE_TIME_BOUNDS[index] ?? from;
    if (count > 0 && below <= count) return Math.round(from + (to - from) * (below / count));
    below -= count;
  }
  return RESPONSE_TIME_BOUNDS.at(-1) ?? null;
}
