import { peer, runProgram } from './child.js';
import { PAYLOAD, SECRET } from './fixtures.js';

/** Signed POSTs per second of a loop that stores nothing: the limit, in the same minute. */
export async function bareRate(receiverUrl: string, count: number): Promise<number> {
  const { seconds } = await runProgram<{ seconds: number }>(peer('bare'), {
    receiver: receiverUrl,
    count,
    connections: 64,
    body: PAYLOAD,
    secret: SECRET,
  });
  return count / seconds;
}

export interface PeerOptions {
  readonly databaseUrl: string;
  readonly receiver: string;
  readonly count: number;
  readonly webhooks?: number;
  /** Ends after so many seconds, done or not. */
  readonly seconds?: number;
  /** Runs for so long before the count and the time begin. */
  readonly warmUpSeconds?: number;
  readonly redis?: { readonly host: string; readonly port: number };
}

/** Deliveries per second of a peer. */
export async function peerRate(name: string, options: PeerOptions): Promise<number> {
  const { seconds, count } = await runProgram<{ seconds: number; count: number }>(peer(name), {
    connections: 64,
    body: PAYLOAD,
    secret: SECRET,
    webhooks: 1,
    ...options,
  });
  return count / seconds;
}
