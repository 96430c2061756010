import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, it } from '@jest/globals';
import { loadEngineStatements } from '@posthorn/webhooks/engine';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench, FakeSender, eventually } from './engine-support.js';
let base: TestDatabase; let bench: EngineBench;
const out: string[] = [];
beforeAll(async () => { base = await createTestDatabase(); bench = new EngineBench(base.pool); });
afterAll(async () => { await bench.stopAll(); process.stderr.write(out.join('\n') + '\n'); await base.drop(); });
const time = async (f: () => Promise<unknown>) => { const s = performance.now(); await f(); return performance.now() - s; };
const median = (x: number[]) => x.sort((a, b) => a - b)[x.length >> 1]!.toFixed(2);
it('claims', async () => {
  const s = loadEngineStatements('posthorn');
  const old = readFileSync('/tmp/claim-old.sql', 'utf8').replaceAll(':"schema"', '"posthorn"');
  for (const ordered of [false, true]) {
    await bench.clear();
    for (let i = 0; i < 1000; i++) await bench.pool.query(`insert into posthorn.webhooks (id, project_id, url, events, dialect, ordering_key) values (gen_random_uuid(), 'q' || $1, 'https://x.test', '["*"]', 'plain', $2)`, [i, ordered ? 'id' : null]);
    const fill = () => bench.pool.query(`with e as (insert into posthorn.events (id, project_id, type, data) select posthorn.new_event_id(), 'q' || (g % 1000), 'user.created', '{"id":"a"}' from generate_series(1, 25000) g returning id, project_id) insert into posthorn.outbox (event_id, project_id) select id, project_id from e`);
    const client = await base.pool.connect();
    await client.query('set plan_cache_mode = force_custom_plan');
    const runs: Record<string, number[]> = { old: [], new: [] };
    await fill(); await bench.pool.query('analyze');
    for (let i = 0; i < 40; i++) for (const [name, sql] of i % 2 ? [['old', old], ['new', s.claimOutbox]] as const : [['new', s.claimOutbox], ['old', old]] as const) {
      if (i === 20) { await fill(); }
      runs[name]!.push(await time(() => client.query({ name, text: sql, values: ['00000000-0000-7000-8000-000000000000', 500, 60, '00000000-0000-0000-0000-000000000000'] })));
    }
    client.release();
    out.push(`claim 500, ${ordered ? '1000 ordered webhooks' : 'none ordered'}: old ${median(runs['old']!)} new ${median(runs['new']!)} ms`);
  }
}, 120_000);
it('reads the inbox behind a backlog', async () => {
  const s = loadEngineStatements('posthorn');
  for (const n of [0, 10_000, 100_000]) {
    await bench.clear();
    const id = await bench.webhook({ ordering_key: 'id' });
    await bench.pool.query(`with e as (insert into posthorn.events (id, project_id, type, data) select posthorn.new_event_id(), 'p1', 'user.created', '{"id":"a"}' from generate_series(1, 1000) g returning id, project_id, sequence) insert into posthorn.ordering_inbox (event_id, project_id, sequence, webhook_ids) select id, project_id, sequence, array[$1::uuid] from e`, [id]);
    await bench.pool.query(`with e as (insert into posthorn.events (id, project_id, type, data) select posthorn.new_event_id(), 'p1', 'user.created', '{"id":"a"}' from generate_series(1, $1) g returning id, project_id) insert into posthorn.outbox (event_id, project_id) select id, project_id from e`, [n]);
    const t: number[] = [];
    for (let i = 0; i < 5; i++) t.push(await time(() => bench.database.query(s.orderingInbox, [1000, 8e6])));
    out.push(`inbox of 1000, outbox ${n}: ${median(t)} ms`);
  }
}, 120_000);
it('advances', async () => {
  const s = loadEngineStatements('posthorn');
  await bench.clear();
  const id = await bench.webhook({ ordering_key: 'id' });
  // 100,000 keys of five: one in front that waits for a retry
  await bench.pool.query(`insert into posthorn.ordering_lines select $1, 0, k, s * 100000 + k, posthorn.new_event_id(), 'p1', now() from generate_series(1, 100000) k, generate_series(1, 5) s`, [id]);
  await bench.pool.query(`insert into posthorn.deliveries (event_id, webhook_id, project_id, event_project_id, event_type, status) select event_id, webhook_id, 'p1', 'p1', 'user.created', 'pending' from posthorn.ordering_lines`);
  out.push(`first sweep (100,000 keys promoted): ${(await time(() => bench.database.query(s.orderingAdvance, ['{}', '{}', '{}', '{}', true]))).toFixed(0)} ms`);
  out.push(`sweep, nothing to do, not analyzed: ${(await time(() => bench.database.query(s.orderingAdvance, ['{}', '{}', '{}', '{}', true]))).toFixed(0)} ms`);
  const some = async (n: number) => (await bench.rows<{ e: string }>(`select event_id::text as e from posthorn.ordering_heads limit ${n}`)).map(({ e }) => e);
  const go = async (n: number, label: string) => {
    const t: number[] = [];
    for (let i = 0; i < 9; i++) {
      const events = await some(n);
      await bench.pool.query(`update posthorn.deliveries set status = 'success' where event_id = any($1::uuid[])`, [events]);
      t.push(await time(() => bench.database.query(s.orderingAdvance, [`{${events.map(() => id).join()}}`, `{${events.join()}}`, '{}', '{}', false])));
    }
    out.push(`advance ${n} of 100,000 ${label}: ${median(t)} ms`);
  };
  await go(1, 'not analyzed'); await go(100, 'not analyzed');
  await bench.pool.query('analyze');
  await go(1, 'analyzed'); await go(100, 'analyzed');
  out.push(`sweep, nothing to do, analyzed: ${(await time(() => bench.database.query(s.orderingAdvance, ['{}', '{}', '{}', '{}', true]))).toFixed(0)} ms`);
}, 120_000);
it('drains', async () => {
  for (const keys of [1, 10, 1000]) {
    await bench.clear();
    await bench.webhook({ ordering_key: 'id', max_in_flight: 64 });
    const n = keys === 1 ? 200 : 2000;
    const sender = new FakeSender();
    for (let i = 0; i < n; i += 100) await bench.publish(Array.from({ length: 100 }, (_, j) => bench.event({ data: `{"id":"k${(i + j) % keys}"}` })));
    const engine = bench.engine(sender, { options: { worker: { pollInterval: 1000 } } });
    const t = await time(async () => { engine.start(); await eventually(async () => sender.requests.length, (x) => x === n, 60_000); });
    out.push(`${n} events of ${keys} keys: ${(n / t * 1000).toFixed(0)}/s, per step ${(t / (n / keys)).toFixed(1)} ms`);
    await bench.stopAll();
  }
}, 180_000);
