/** When a test gives up, ms: no promise of the product, which a busy machine would break. */
export const PATIENCE = 240_000;

/** Looks until there is something, and fails when there is nothing in time. */
export async function until<T>(
  what: string,
  deadline: number,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  every = 20,
): Promise<T> {
  const end = performance.now() + deadline;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`Not within ${deadline} ms: ${what}.`);
    await pause(every);
  }
}

/** A stretch of time that belongs to a scenario (an outage lasts so long); never a hope that something is over. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
