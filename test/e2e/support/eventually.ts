import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is as wanted. @throws with the last answer when time is up */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, ms = 10_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() >= deadline) throw new Error(`Not within ${ms} ms. Last answer: ${JSON.stringify(answer)}`);
    await sleep(20);
  }
}
