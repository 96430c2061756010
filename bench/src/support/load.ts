import type pg from 'pg';
import { moment } from './moment.js';

export interface TransactionLoad {
  /** Each runs one transaction after the other. */
  readonly clients: number;
  readonly seconds: number;
  /**
   * Transactions before anything is counted. Not a time: the compiler of JavaScript goes by the number of calls, and the first
   * 1,500 publishes take Node two to three times what those after 4,000 do, which a service of any age never sees.
   */
  readonly warmUp: number;
}

/** Transactions per second, once everything is warm. */
export async function transactionsPerSecond(
  { clients, seconds, warmUp }: TransactionLoad,
  transaction: (client: number) => Promise<void>,
): Promise<number> {
  const together = async (goesOn: () => boolean, done: () => void): Promise<void> => {
    const run = async (client: number): Promise<void> => {
      while (goesOn()) {
        await transaction(client);
        done();
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  };
  let warm = 0;
  await together(
    () => warm < warmUp,
    () => warm++,
  );
  const end = moment() + seconds * 1000;
  let count = 0;
  await together(
    () => moment() < end,
    () => {
      if (moment() < end) count++;
    },
  );
  return count / seconds;
}

/** What the server ran for one transaction on this connection, statements within functions and triggers included. */
export async function statementsOf(client: pg.ClientBase, transaction: () => Promise<void>): Promise<string[]> {
  await client.query('select pg_stat_statements_reset()');
  await client.query(`set pg_stat_statements.track = 'all'`);
  await transaction();
  await client.query('reset pg_stat_statements.track');
  const { rows } = await client.query<{ query: string }>('select query from pg_stat_statements');
  return rows.map(({ query }) => query);
}

/** How many of them notify; comments that speak of it do not count. */
export const notifiesOf = (statements: readonly string[]): number =>
  statements.filter((text) => /\bpg_notify\b|^\s*notify\b/im.test(text.replaceAll(/--.*$/gm, ''))).length;
