import { request } from 'undici';

/** Sends to a URL with the bare client, as a product without a guard would. Whatever happens is no error. */
export async function sendUnguarded(url: string): Promise<void> {
  try {
    const answer = await request(url, { method: 'POST', body: '{}', signal: AbortSignal.timeout(2000) });
    await answer.body.dump();
  } catch {
    // Most of these URLs lead nowhere; those that do lead somewhere are counted where they arrive.
  }
}
