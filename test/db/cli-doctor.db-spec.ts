import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { posthorn, posthornHere } from '../support/command-line.js';
import { randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo } from 'node:net';
import { fromPg } from '@posthorn/database';
import { TableChanges } from '@posthorn/table-changes';
import { AesSecretBox, sealedIdentity } from '@posthorn/webhooks';
import { posthornMigrations } from 'posthorn';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

const KEY = Buffer.alloc(32, 'k').toString('base64');

let testDatabase: TestDatabase;
let folder: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: await posthornMigrations() });
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-doctor-'));
  await writeFile(path.join(folder, 'package.json'), '{}');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await testDatabase.drop();
});

async function doctor(args: readonly string[] = [], environment: Record<string, string> = {}, run = posthornHere) {
  const given = { DATABASE_URL: testDatabase.url, POSTHORN_ENCRYPTION_KEYS: KEY, ...environment };
  const ended = await run(['doctor', '--json', ...args], { folder, environment: given });
  return { ...ended, answer: JSON.parse(ended.stdout) };
}

describe('posthorn doctor', () => {
  it('finds a migrated database in order', async () => {
    const { code, answer } = await doctor([], {}, posthorn);
    expect(answer.findings.filter(({ ok }: { ok: boolean | null }) => ok === false)).toEqual([]);
    expect(answer.findings.map(({ check }: { check: string }) => check)).toEqual([
      'encryption_keys',
      'database',
      'version',
      'isolation',
      'settings',
      'rights',
      'migrations',
      'clock',
      'notifications',
      'pooler',
      'sealed_values',
      'triggers',
      'dispatchers',
      'egress',
    ]);
    expect([code, answer.healthy]).toEqual([0, true]);
  });

  it('shows the same to people, with what to do', async () => {
    const ended = await posthorn(['doctor', '--schema', 'elsewhere'], {
      folder,
      environment: { DATABASE_URL: testDatabase.url },
    });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/• POSTHORN_ENCRYPTION_KEYS is not set/);
    expect(ended.stdout).toMatch(/✓ PostgreSQL \d+/);
    expect(ended.stdout).toMatch(/✗ \d+ migrations of schema elsewhere are pending\n {2}posthorn migrate/);
  });

  it('says which key is wrong, and shows none', async () => {
    const { code, answer, stdout } = await doctor([], { POSTHORN_ENCRYPTION_KEYS: `${KEY},c2hvcnQ=` });
    expect(code).toBe(1);
    expect(answer.findings[0]).toMatchObject({ check: 'encryption_keys', ok: false });
    expect(answer.findings[0].detail).toMatch(/^entry 2 /);
    expect(stdout).not.toMatch(new RegExp(`c2hvcnQ|${KEY}`));
  });

  it('notices settings under which nothing can be read or stored, and rights that are missing', async () => {
    const role = `doctor_${randomUUID().slice(0, 8)}`;
    await testDatabase.pool.query(`create role ${role} login password 'x'; alter role ${role} set datestyle = 'German';
      grant usage on schema posthorn to ${role};
      grant select on posthorn.webhooks, posthorn.leases, posthorn.schema_migrations to ${role}`);
    try {
      const url = new URL(testDatabase.url);
      [url.username, url.password] = [role, 'x'];
      const { answer } = await doctor([], { DATABASE_URL: url.href });
      const about = (check: string) => answer.findings.find((each: { check: string }) => each.check === check);
      expect(about('settings')).toMatchObject({
        ok: false,
        advice: expect.stringContaining(`ALTER ROLE ${role} SET DateStyle`),
      });
      expect(about('rights')).toMatchObject({ ok: false, advice: expect.stringMatching(/^As its owner: GRANT USAGE/) });
    } finally {
      await testDatabase.pool.query(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it('notices another default isolation, with the statement that mends it', async () => {
    await testDatabase.pool.query(
      `alter database ${testDatabase.name} set default_transaction_isolation = 'serializable'`,
    );
    try {
      const { code, answer } = await doctor();
      const finding = answer.findings.find(({ check }: { check: string }) => check === 'isolation');
      expect([code, finding.ok]).toEqual([1, false]);
      await testDatabase.pool.query(finding.advice);
      expect((await doctor()).code).toBe(0);
    } finally {
      await testDatabase.pool.query(`alter database ${testDatabase.name} reset default_transaction_isolation`);
    }
  });

  it('stops at a database that is out of reach, which is a finding', async () => {
    const { code, answer } = await doctor(['--database-url', 'postgres://a:b@127.0.0.1:1/none']);
    expect(code).toBe(1);
    expect(answer.findings.at(-1)).toMatchObject({ check: 'database', ok: false });
  });

  const finding = async (check: string, environment: Record<string, string> = {}) => {
    const { code, answer } = await doctor([], environment);
    return { code, ...answer.findings.find((each: { check: string }) => each.check === check) };
  };

  const webhook = async (url: string): Promise<string> => {
    const id = randomUUID();
    await testDatabase.pool.query(
      `insert into posthorn.webhooks (id, project_id, url, events, dialect) values ($1, 'p1', $2, '["*"]', 'standard')`,
      [id, url],
    );
    return id;
  };

  it('notices a key that is missing for what is sealed, and names the key by its id', async () => {
    const id = await webhook('https://203.0.113.7/hook');
    const other = new AesSecretBox([Buffer.alloc(32, 'other')]);
    const secretId = randomUUID();
    const sealed = other.seal('whsec', sealedIdentity.secret('p1', id, secretId));
    await testDatabase.pool.query(
      `insert into posthorn.webhook_secrets (project_id, webhook_id, id, kind, sealed) values ('p1', $1, $2, 'hmac', $3)`,
      [id, secretId, sealed],
    );
    const keyId = sealed.subarray(1, 5).toString('hex');
    expect(await finding('sealed_values')).toMatchObject({
      code: 1,
      ok: false,
      detail: expect.stringContaining(keyId),
    });
    const both = `${KEY},${Buffer.alloc(32, 'other').toString('base64')}`;
    expect(await finding('sealed_values', { POSTHORN_ENCRYPTION_KEYS: both })).toMatchObject({ ok: true });
    await testDatabase.pool.query('delete from posthorn.webhooks');
  });

  it('notices destinations that are refused, with the host and the variable that opens them', async () => {
    await webhook('http://127.0.0.1:8080/secret-path?token=secret');
    const refused = await finding('egress');
    expect(refused).toMatchObject({
      code: 1,
      ok: false,
      detail: expect.stringContaining('127.0.0.1:8080 is refused'),
      advice: expect.stringContaining('POSTHORN_EGRESS_ALLOW'),
    });
    expect(refused.detail).not.toContain('secret');
    expect(await finding('egress', { POSTHORN_EGRESS_ALLOW: '127.0.0.1/32' })).toMatchObject({ ok: true });
    expect(await finding('egress', { POSTHORN_EGRESS_ALLOW: '127.0.0.1/99' })).toMatchObject({ code: 1, ok: false });
    await testDatabase.pool.query('delete from posthorn.webhooks');
  });

  it('notices triggers of watched tables that are missing or switched off', async () => {
    await testDatabase.pool.query('create table public.orders (id int primary key)');
    const changes = new TableChanges(fromPg(testDatabase.pool), { tables: ['public.orders'] });
    await changes.applyRules();
    await changes.watch('orders');
    expect(await finding('triggers')).toMatchObject({ ok: true, detail: expect.stringContaining('1 tables') });
    await testDatabase.pool.query('alter table public.orders disable trigger user');
    expect(await finding('triggers')).toMatchObject({
      code: 1,
      ok: false,
      advice: 'ALTER TABLE orders ENABLE TRIGGER USER;',
    });
    await testDatabase.pool.query(
      'alter table public.orders enable trigger user; drop trigger posthorn_insert on public.orders',
    );
    expect(await finding('triggers')).toMatchObject({
      code: 1,
      ok: false,
      detail: expect.stringContaining('public.orders'),
    });
    await testDatabase.pool.query('drop table public.orders');
  });

  it('notices that events wait and nobody delivers', async () => {
    expect(await finding('dispatchers')).toMatchObject({
      code: 0,
      ok: null,
      detail: 'no process delivers, 0 events wait',
    });
    await testDatabase.pool.query(
      `insert into posthorn.outbox (event_id, project_id) values (gen_random_uuid(), 'p1')`,
    );
    expect(await finding('dispatchers')).toMatchObject({
      code: 1,
      ok: false,
      detail: 'no process delivers, 1 event waits',
    });
    await testDatabase.pool.query('delete from posthorn.outbox');
  });

  it('tells a pooler by the process that it makes up, which is no fault', async () => {
    const { url, close } = await pooler(testDatabase.url);
    const { code, answer } = await doctor(['--database-url', url]);
    expect(code).toBe(0);
    const found = answer.findings.find(({ check }: { check: string }) => check === 'pooler');
    expect(found).toMatchObject({
      ok: null,
      detail: expect.stringContaining('PgBouncer'),
      advice: expect.stringContaining('listenUrl'),
    });
    await close();
  });
});

/** Passes everything on but the process id of BackendKeyData, as PgBouncer makes up its own. */
async function pooler(databaseUrl: string): Promise<{ url: string; close: () => Promise<void> }> {
  const target = new URL(databaseUrl);
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on('data', (chunk: Buffer) => {
      const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 0x0c]));
      if (at >= 0) chunk.writeInt32BE(7, at + 5);
      client.write(chunk);
    });
    client.pipe(upstream);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => undefined).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
