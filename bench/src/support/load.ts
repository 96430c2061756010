import type pg from 'pg';
import { moment } from './moment.js';

/** Transactions per second of so many clients that each run one after the other; a third of the time warms up. */
export async function transactionsPerSecond(
  clients: number,
  seconds: number,
  transaction: (client: number) => Promise<void>,
): Promise<number> {
  const counted = moment() + (seconds * 1000) / 3;
  const end = counted + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (moment() < end) {
        await transaction(client);
        const now = moment();
        if (now >= counted && now < end) count++;
      }
    }),
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
