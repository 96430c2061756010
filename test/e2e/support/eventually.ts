import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again until the answer is as wanted. @throws with the last answer when time is up: a machine that is slow has a
 * minute
 */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, ms = 60_000): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() >= deadline) throw new Error(`Not within ${ms} ms. Last answer: ${JSON.stringify(answer)}`);
    await sleep(20);
  }
}

const SLICE_MS = 20;

/**
 * For what is promised within seconds: asks as often as there is time for it, and counts only the time between. A
 * machine that stops this process for a while, and the product in it, does not use it up.
 * @throws with the last answer
 */
export async function within<T>(ms: number, ask: () => Promise<T> | T, wanted: (answer: T) => boolean): Promise<T> {
  for (let felt = 0; ; felt += SLICE_MS) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (felt >= ms) throw new Error(`Not within ${ms} ms. Last answer: ${JSON.stringify(answer)}`);
    await sleep(SLICE_MS);
  }
}
