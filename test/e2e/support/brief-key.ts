import type { Answer } from './api-client.js';

/**
 * Makes a key that is about to end and uses it once. A machine that takes longer for that than the key is good for gets
 * another one, which is good for twice as long.
 * @returns the key, and the moment at which it ends, epoch milliseconds
 */
export async function briefKey(
  make: (body: { readonly name: string; readonly expires_at: string }) => Promise<Answer>,
  use: (key: string) => Promise<Answer>,
): Promise<{ readonly key: string; readonly end: number }> {
  let answer: Answer | undefined;
  for (let good = 1000; good < 60_000; good *= 2) {
    const end = Date.now() + good;
    const made = await make({ name: 'brief', expires_at: new Date(end).toISOString() });
    const key = String(made.body.key);
    answer = made.status === 201 ? await use(key) : made;
    if (answer.status === 200) return { key, end };
  }
  throw new Error(`No key could be used before its end: ${JSON.stringify(answer)}`);
}
