import { randomUUID } from 'node:crypto';
import type { ReplayClaim, ReplayStore } from '../replay/replay-store.js';
import type { InboxStatements } from './inbox-statements.js';
import type { InboxOptions } from './inbox.options.js';
import { withTable } from './with-table.js';

/** Remembers in PostgreSQL, for all processes of a receiver. Time is the database's. Made by `inbox.replayStore()`. */
export class PgReplayStore implements ReplayStore {
  /** @internal */
  constructor(
    private readonly options: InboxOptions,
    private readonly statements: InboxStatements,
  ) {}

  async claim(key: string, leaseSeconds: number): Promise<ReplayClaim | 'done' | 'busy'> {
    const { database, source, schema } = this.options;
    const claim = randomUUID();
    const { rows } = await withTable(schema, () =>
      database.query<{ state: 'claimed' | 'done' | 'busy' }>(this.statements.claimMessage, [
        source,
        key,
        claim,
        leaseSeconds,
      ]),
    );
    const state = rows[0]?.state ?? 'busy';
    if (state !== 'claimed') return state;
    const end = async (statement: string): Promise<void> => {
      await database.query(statement, [source, key, claim]);
    };
    return { done: () => end(this.statements.finishMessage), release: () => end(this.statements.releaseMessage) };
  }
}
