import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadEngineStatements } from '@posthorn/webhooks/engine';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench } from './engine-support.js';

/** A burst: what came in since the tables were last analysed, when they were empty. */
const BURST = 50_000;

describe('what the planner does with a burst that it has not heard of', () => {
  let base: TestDatabase;
  const statements = loadEngineStatements('posthorn');

  beforeAll(async () => {
    base = await createTestDatabase();
    const webhook = await new EngineBench(base.pool).webhook();
    await base.pool.query(`
      alter table posthorn.outbox set (autovacuum_enabled = off);
      alter table posthorn.queue set (autovacuum_enabled = off);
      analyze posthorn.outbox, posthorn.queue;
      insert into posthorn.outbox (event_id, project_id) select posthorn.new_event_id(), 'p1' from generate_series(1, ${BURST})`);
    await base.pool.query(
      `insert into posthorn.queue (webhook_id, lane, due_at, event_id, project_id, attempts, steps)
       select $1, 1, now(), event_id, project_id, 0, 0 from posthorn.outbox`,
      [webhook],
    );
  });
  afterAll(() => base.drop());

  /** The plan and how many pages of tables and indexes it looked at. */
  async function explained(sql: string, values: readonly unknown[]): Promise<{ plan: string; pages: number }> {
    const client = await base.pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers) ${sql}`, [...values]);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      return { plan, pages: Number(/shared hit=(\d+)/.exec(plan)?.[1]) };
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  const owner = '00000000-0000-4000-8000-000000000001';
  const lowest = '00000000-0000-0000-0000-000000000000';

  it.each(['claimOutbox', 'claimOutboxOrdered'] as const)('%s reads what it takes, by the key', async (name) => {
    const { plan } = await explained(statements[name], [owner, 500, 60, lowest]);
    expect(plan).not.toContain('Seq Scan on outbox');
    expect(plan).toMatch(/Index Scan using outbox_pkey on outbox .*rows=500\.00/);
  });

  it('the poll reads neither the outbox nor the queue in search of suspects that are not there', async () => {
    const { plan, pages } = await explained(statements.sweep, []);
    expect(plan).not.toMatch(/Seq Scan on (outbox|queue)/);
    expect(pages).toBeLessThan(20);
  });

  it('a claim of the queue reads what it takes, by the key', async () => {
    const { rows } = await base.pool.query<{ id: string }>('select id::text from posthorn.webhooks');
    const { plan } = await explained(statements.claimQueue, [owner, `{${rows[0]?.id}}`, '{1}', '{50}', '{0}', 500, 60]);
    expect(plan).not.toContain('Seq Scan on queue');
    expect(plan).toMatch(/Index Scan using queue_pkey on queue .*rows=50\.00/);
  });
});
