import type { ReceivedScheme } from './schemes.js';
import type { ReplayStore } from './replay/replay-store.js';

/** Where the time comes from. */
export interface Clock {
  now(): Date;
}

/** What a receiver needs to know of its sender. The initialisers are the defaults. */
export class ReceiverOptions {
  /** How the sender signs. */
  scheme!: ReceivedScheme;
  /** Every secret that may have signed: during a rotation the new one and the old one. At most 32. */
  secrets!: string | readonly string[];
  /** How far the signed time may lie from now, in seconds, in either direction. */
  toleranceSeconds = 300;
  /** The URL exactly as configured at the sender. Needed for `appwrite-native`, which signs it. */
  url?: string;
  /** Remembers what was worked on. Without one nothing is skipped: for handlers that bear duplicates, or use an inbox. */
  replays?: ReplayStore;
  /** Names this sender in the store: two of them may use the same ids. */
  source = 'webhooks';
  /** How long one handler may work on a message before another attempt of it is let in, in seconds. */
  leaseSeconds = 60;
  clock: Clock = { now: () => new Date() };
}

/** What `createReceiver` takes. */
export type ReceiverConfiguration = Pick<ReceiverOptions, 'scheme' | 'secrets'> &
  Partial<Omit<ReceiverOptions, 'scheme' | 'secrets'>>;
