import { readFileSync, existsSync } from 'node:fs';
import { afterAll, beforeAll, it } from '@jest/globals';
import { loadEngineStatements } from '@posthorn/webhooks/engine';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench } from './engine-support.js';
let base: TestDatabase; let bench: EngineBench;
const out: string[] = [];
beforeAll(async () => { base = await createTestDatabase(); bench = new EngineBench(base.pool); });
afterAll(async () => { await bench.stopAll(); process.stderr.write(out.join('\n') + '\n'); await base.drop(); });
it('claims', async () => {
  const s = loadEngineStatements('posthorn');
  const old = readFileSync('/tmp/claim-old.sql', 'utf8').replaceAll(':"schema"', '"posthorn"');
  const alt = existsSync('/tmp/claim-alt.sql') ? readFileSync('/tmp/claim-alt.sql', 'utf8').replaceAll(':"schema"', '"posthorn"') : null;
  if (existsSync('/tmp/alt-setup.sql')) await bench.pool.query(readFileSync('/tmp/alt-setup.sql', 'utf8').replaceAll(':"schema"', '"posthorn"'));
  for (const ordered of [false, true]) {
    await bench.clear();
    for (let i = 0; i < 1000; i++) await bench.pool.query(`insert into posthorn.webhooks (id, project_id, url, events, dialect, ordering_key) values (gen_random_uuid(), 'q' || $1, 'https://x.test', '["*"]', 'plain', $2)`, [i, ordered ? 'id' : null]);
    const fill = () => bench.pool.query(`with e as (insert into posthorn.events (id, project_id, type, data) select posthorn.new_event_id(), 'q' || (g % 1000), 'user.created', '{"id":"a"}' from generate_series(1, 20000) g returning id, project_id) insert into posthorn.outbox (event_id, project_id) select id, project_id from e`);
    const variants: [string, string][] = [['old', old], ['new', s.claimOutbox]];
    if (alt) variants.push(['alt', alt]);
    const clients = await Promise.all(variants.map(() => base.pool.connect()));
    const pids: number[] = [];
    for (const c of clients) { await c.query('set plan_cache_mode = force_custom_plan'); pids.push((await c.query('select pg_backend_pid() p')).rows[0].p); }
    const cpu = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    await fill(); await bench.pool.query('analyze');
    const total = variants.map(() => 0);
    const ROUNDS = 60;
    for (const [n, size] of [[ROUNDS, 500], [ROUNDS, 20]] as const) {
      total.fill(0);
      for (let i = 0; i < n; i++) {
        if (i % 10 === 0) { await bench.pool.query('truncate posthorn.outbox, posthorn.leases, posthorn.ordering_inbox'); await fill(); }
        for (const k of variants.keys()) {
          const j = (k + i) % variants.length;
          const before = cpu(pids[j]!);
          await clients[j]!.query({ name: variants[j]![0], text: variants[j]![1], values: ['00000000-0000-7000-8000-000000000000', size, 60, '00000000-0000-0000-0000-000000000000'] });
          if (i > 2) total[j]! += cpu(pids[j]!) - before;
        }
      }
      out.push(`claim ${size}, ${ordered ? '1000 ordered webhooks' : 'none ordered'}: ${variants.map(([name], j) => `${name} ${(total[j]! / (n - 3)).toFixed(3)}`).join(', ')} ms of CPU`);
    }
    for (const c of clients) c.release();
  }
}, 120_000);
