import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { idOf, startTestApp, type TestApp } from '../e2e/support/index.js';
import { bareUuid } from './support/index.js';

/** Of the installation, of a process, or of no more use to anybody without a row that carries the project. */
const WITHOUT_PROJECT: Readonly<Record<string, string>> = {
  'posthorn.announcements': 'how far the clockwork has come',
  'posthorn.configuration': 'one version for all',
  'posthorn.event_types': 'belong to the installation',
  'posthorn.idempotency_keys': 'the project is in the digest that is their key',
  'posthorn.leases': 'of a process; carry the projects of what it holds',
  'posthorn.ordering_heads': 'name a webhook and an event, both of which carry it',
  'posthorn.processes': 'of the installation',
  'posthorn.schema_migrations': 'of the installation',
  'posthorn.statistics': 'how far the clockwork has come',
  'posthorn.table_rules': 'of the installation',
  'posthorn.ticks': 'of the installation',
  'posthorn.watched_tables': 'of the installation',
  'public.ended_sessions': 'digests of sessions',
  'public.migrations': 'of the installation',
  'public.projects': 'the projects themselves',
};

describe('the tables', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const names = async (sql: string): Promise<string[]> =>
    (await app.database.pool.query<{ name: string }>(sql)).rows.map(({ name }) => name);

  it('carry the project, each one: a new one without it needs a reason here', async () => {
    const without = await names(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'posthorn')
          and not exists (select from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'project_id' and a.attnotnull and not a.attisdropped) order by 1`,
    );
    expect(without).toEqual(Object.keys(WITHOUT_PROJECT).sort());
  });

  it('of the configuration hold to a webhook by its project and its id together', async () => {
    const held = await names(
      `select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as name from pg_constraint
        where contype = 'f' and confrelid = 'posthorn.webhooks'::regclass order by 1`,
    );
    const key = 'FOREIGN KEY (project_id, webhook_id) REFERENCES posthorn.webhooks(project_id, id) ON DELETE CASCADE';
    const tables = ['recoveries', 'webhook_announcements', 'webhook_health', 'webhook_secrets'];
    expect(held).toEqual(tables.map((table) => `posthorn.${table} ${key}`));
  });

  it('take no secret of one project for the webhook of another, whoever writes it', async () => {
    const [mine, theirs] = [await app.project('Mine'), await app.project('Theirs')];
    const webhook = await theirs.client.expect(
      201,
      theirs.client.post('/v1/webhooks', { url: 'http://127.0.0.1:2999/', events: ['*'] }),
    );
    const insert = (project: string): Promise<unknown> =>
      app.database.pool.query(
        `insert into posthorn.webhook_secrets (project_id, webhook_id, id, kind, sealed) values ($1, $2, $3, 'hmac', 'x')`,
        [project, bareUuid(idOf(webhook)), randomUUID()],
      );
    await expect(insert(mine.id)).rejects.toMatchObject({ code: '23503' });
    await expect(insert(theirs.id)).resolves.toMatchObject({ rowCount: 1 });
  });
});
