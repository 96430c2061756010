import { startTalker } from './child.js';

export interface PublisherOptions {
  readonly databaseUrl: string;
  /** The publisher dispatches too. */
  readonly engine: boolean;
  /** It notifies other processes after its commits. */
  readonly notify: boolean;
  /** Events before those that count. */
  readonly warmUp: number;
  readonly count: number;
  readonly perSecond: number;
  /** Events of one transaction. */
  readonly batch?: number;
  /** So many types in turn, `typeOf(0 …)`; by default one that all hear. */
  readonly types?: number;
}

export interface Published {
  readonly said: 'published';
  /** Event ids, and the moments at which their commits were acknowledged. */
  readonly published: readonly (readonly [id: string, at: number])[];
}

/** Lets a process publish at a steady pace, to its end. With an engine it goes on until what it published is sent. */
export async function publishSteadily(options: PublisherOptions): Promise<Published> {
  const talker = startTalker<Published>('workers/publisher', options);
  try {
    return await talker.heard('published');
  } finally {
    await talker.end();
  }
}
