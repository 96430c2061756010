import { afterAll, beforeAll, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../e2e/support/index.js';
import { writeFileSync } from 'node:fs';
let app: TestApp;
beforeAll(async () => { app = await startTestApp(); });
afterAll(async () => { await app.close(); });
it('dumps', async () => {
  const doc = (await app.admin.get('/openapi.json')).body as any;
  const out = Object.entries(doc.paths).flatMap(([p, ops]: any) => Object.keys(ops).map((m) => `${m.toUpperCase()} ${p}  ${ops[m].description ?? ''}`));
  const tables = (await app.database.pool.query("select schemaname||'.'||tablename t from pg_tables where schemaname not in ('pg_catalog','information_schema') order by 1")).rows.map((r: any) => r.t);
  writeFileSync('/tmp/ops.txt', out.join('\n') + '\n' + tables.join('\n'));
  writeFileSync('/tmp/openapi.json', JSON.stringify(doc, null, 1));
});
