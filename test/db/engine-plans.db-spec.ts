import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadEngineStatements } from '@posthorn/webhooks/engine';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench } from './engine-support.js';

/** A burst: what came in since the tables were last analysed, when they were empty. */
const BURST = 50_000;

const owner = '00000000-0000-4000-8000-000000000001';
const lowest = '00000000-0000-0000-0000-000000000000';

describe('what the planner does with a burst that it has not heard of', () => {
  let base: TestDatabase;
  /** Has made its plans while there was nothing. */
  let client: pg.PoolClient;
  const statements = loadEngineStatements('posthorn');

  beforeAll(async () => {
    base = await createTestDatabase();
    const webhook = await new EngineBench(base.pool).webhook();
    await base.pool.query(`
      alter table posthorn.outbox set (autovacuum_enabled = off);
      alter table posthorn.queue set (autovacuum_enabled = off);
      analyze posthorn.outbox, posthorn.queue`);
    client = await base.pool.connect();
    await client.query(statements.claimOutbox, [owner, 500, 60, lowest]);
    await client.query(statements.claimQueue, [owner, '{}', '{}', '{}', '{}', 500, 60]);
    await base.pool.query(`
      with events as (
        insert into posthorn.events (id, project_id, type, data)
        select posthorn.new_event_id(), 'p1', 'user.created', '{}' from generate_series(1, ${BURST}) returning id, project_id)
      insert into posthorn.outbox (event_id, project_id) select id, project_id from events`);
    await base.pool.query(
      `insert into posthorn.queue (webhook_id, lane, due_at, event_id, project_id, attempts, steps)
       select $1, 1, now(), event_id, project_id, 0, 0 from posthorn.outbox`,
      [webhook],
    );
  });
  afterAll(async () => {
    client.release();
    await base.drop();
  });

  /** Rows that a statement returns and rows that it reads by going through all of the outbox and the queue. */
  async function run(sql: string, values: readonly unknown[]): Promise<{ returned: number; waded: number }> {
    await client.query('begin');
    try {
      const read = async (): Promise<number> => {
        const { rows } = await client.query<{ waded: number }>(
          `select sum(seq_tup_read)::integer as waded from pg_stat_xact_user_tables where relname in ('outbox', 'queue')`,
        );
        return rows[0]!.waded;
      };
      // What earlier transactions of the session read may not have been reported yet.
      const before = await read();
      const { rows } = await client.query(sql, [...values]);
      return { returned: rows.length, waded: (await read()) - before };
    } finally {
      await client.query('rollback');
    }
  }

  it.each(['claimOutbox', 'claimOutboxOrdered'] as const)('%s reads what it takes, by the key', async (name) => {
    expect(await run(statements[name], [owner, 500, 60, lowest])).toEqual({ returned: 500, waded: 0 });
  });

  it('the poll reads neither the outbox nor the queue in search of suspects that are not there', async () => {
    expect(await run(statements.sweep, [])).toEqual({ returned: 1, waded: 0 });
  });

  it('a claim of the queue reads what it takes, by the key', async () => {
    const { rows } = await base.pool.query<{ id: string }>('select id::text from posthorn.webhooks');
    const values = [owner, `{${rows[0]!.id}}`, '{1}', '{50}', '{0}', 500, 60];
    expect(await run(statements.claimQueue, values)).toEqual({ returned: 50, waded: 0 });
  });

  it('nothing is compiled for a few rows: costs of plans that are switched off look high to the JIT', async () => {
    const { rows } = await base.pool.query<{ name: string; jit: boolean }>(`
      select proname as name, 'jit=off' = any(proconfig) as jit from pg_proc
      where pronamespace = 'posthorn'::regnamespace and proconfig::text ~ 'enable_' order by 1`);
    const careful = ['claim_outbox', 'claim_queue', 'store_outcomes', 'store_successes'];
    expect(rows).toEqual(careful.map((name) => ({ name, jit: true })));
  });
});
