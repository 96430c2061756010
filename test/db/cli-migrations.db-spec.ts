import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { posthorn, posthornHere, ROOT, runProgram, typeOrm } from '../support/command-line.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

let testDatabase: TestDatabase;
/** A host's folder, whose package.json says nothing of Posthorn. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-cli-'));
  await writeFile(path.join(folder, 'package.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
});
afterEach(() => testDatabase.drop());

const ofHost = () => ({ folder, environment: { DATABASE_URL: testDatabase.url } });
const inHost = (args: readonly string[]) => posthornHere(args, ofHost());
const inRepository = () => ({ environment: { DATABASE_URL: testDatabase.url } });

const has = async (table: string): Promise<boolean> => {
  const { rows } = await testDatabase.pool.query('select to_regclass($1) is not null as present', [table]);
  return rows[0].present;
};
const versions = async (schema = 'posthorn'): Promise<number[]> => {
  const { rows } = await testDatabase.pool.query(`select version from ${schema}.schema_migrations order by 1`);
  return rows.map(({ version }) => version);
};
const noted = async (): Promise<number> =>
  (await testDatabase.pool.query(`select from public.migrations where name like 'Posthorn%'`)).rowCount ?? 0;

describe('posthorn migrate, status and sql in a host', () => {
  it('brings the schema, and says the second time that there is nothing to do', async () => {
    expect(await posthorn(['status'], ofHost())).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('0001 initial  pending'),
    });
    const first = await posthorn(['migrate'], ofHost());
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ 0001 initial'), stderr: '' });
    expect(await has('posthorn.events')).toBe(true);
    expect(await inHost(['migrate'])).toMatchObject({ code: 0, stdout: '✓ schema posthorn is up to date\n' });
    expect(await inHost(['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('is up to date') });
  });

  it('answers in JSON when asked', async () => {
    const before = JSON.parse((await inHost(['status', '--json'])).stdout);
    expect(before).toMatchObject({ schema: 'posthorn', current: false, applied: [], changed: [], unknown: [] });
    expect(before.pending[0]).toEqual({ version: 1, name: 'initial' });
    const migrated = JSON.parse((await inHost(['migrate', '--json'])).stdout);
    expect(migrated).toEqual({ schema: 'posthorn', applied: before.pending });
    const after = JSON.parse((await inHost(['status', '--json'])).stdout);
    expect(after).toMatchObject({ current: true, pending: [] });
    expect(Date.parse(after.applied[0].applied_at)).not.toBeNaN();
  });

  it('lets several run at once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => posthorn(['migrate', '--json'], ofHost())));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    const applied = runs.flatMap(({ stdout }) => JSON.parse(stdout).applied as { version: number }[]);
    expect(applied.map(({ version }) => version).sort((one, other) => one - other)).toEqual(await versions());
  });

  it('installs under another name, and prints the script of what is missing there', async () => {
    const script = await inHost(['sql', '--schema', 'hooks']);
    expect(script).toMatchObject({ code: 0, stderr: '' });
    await testDatabase.pool.query(script.stdout);
    expect(await has('hooks.events')).toBe(true);
    expect(await has('posthorn.events')).toBe(false);
    expect((await inHost(['sql', '--schema', 'hooks'])).stdout).toBe('-- nothing is pending\n');
    expect((await inHost(['migrate', '--schema', 'hooks'])).stdout).toBe('✓ schema hooks is up to date\n');
  });

  it('takes the database from the command line before the environment', async () => {
    const elsewhere = 'postgres://nobody:secret@127.0.0.1:1/none';
    const wrong = await posthorn(['status', '--database-url', elsewhere], inRepository());
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toMatch(/cannot be reached.*ECONNREFUSED/);
    expect(wrong.stderr + wrong.stdout).not.toContain('secret');
    const right = await posthorn(['migrate', '--database-url', testDatabase.url], {
      folder,
      environment: { DATABASE_URL: elsewhere },
    });
    expect(right.code).toBe(0);
  });

  it('knows a newer schema and a changed file', async () => {
    await inHost(['migrate']);
    await testDatabase.pool.query(`insert into posthorn.schema_migrations values (998, 'from_tomorrow', 'x')`);
    expect(await inHost(['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('by a newer version') });
    await testDatabase.pool.query(`update posthorn.schema_migrations set checksum = 'other' where version = 1`);
    expect(await inHost(['status'])).toMatchObject({ code: 1, stdout: expect.stringContaining('reads differently') });
    const refused = await inHost(['migrate', '--json']);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'migration_changed' } });
  });
});

describe('posthorn and the TypeORM CLI on the DataSource of the application', () => {
  it('posthorn migrate brings the whole schema, and typeorm migration:run finds it', async () => {
    const migrated = await posthorn(['migrate', '--json'], inRepository());
    expect(migrated).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(migrated.stdout).application.applied.length).toBeGreaterThan(0);
    expect([await has('posthorn.events'), await has('public.users')]).toEqual([true, true]);
    const run = await typeOrm('migration:run', inRepository());
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('No migrations are pending') });
  });

  it('typeorm migration:run brings the whole schema, and posthorn finds it, also without the DataSource', async () => {
    const before = await posthorn(['status', '--json'], inRepository());
    expect(before.code).toBe(1);
    expect(JSON.parse(before.stdout).application.pending.length).toBeGreaterThan(0);
    expect((await typeOrm('migration:run', inRepository())).code).toBe(0);
    const after = await posthorn(['status', '--json'], inRepository());
    expect(after.code).toBe(0);
    expect(JSON.parse(after.stdout)).toMatchObject({ current: true, pending: [], application: { pending: [] } });
    expect((await posthorn(['migrate'], inRepository())).stdout).toBe('✓ schema posthorn is up to date\n');
    expect((await inHost(['migrate'])).stdout).toBe('✓ schema posthorn is up to date\n');
  });

  it('typeorm migration:run only notes what posthorn has applied without the DataSource', async () => {
    await inHost(['migrate']);
    expect(await has('public.users')).toBe(false);
    const run = await typeOrm('migration:run', inRepository());
    expect(run.code).toBe(0);
    expect(await has('public.users')).toBe(true);
    expect(await noted()).toBe((await versions()).length);
  });

  it('status changes nothing on an empty database', async () => {
    await posthorn(['status'], inRepository());
    const { rows } = await testDatabase.pool.query(
      `select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname in ('public', 'posthorn')`,
    );
    expect(rows).toEqual([]);
  });

  it('says what to do when the DataSource cannot be loaded', async () => {
    const missing = await posthorn(['migrate', '--data-source', 'nowhere.js'], { folder });
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('build first') });
    const file = path.join(folder, 'none.mjs');
    await writeFile(file, 'export const answer = 42;');
    const none = await posthorn(['migrate', '--data-source', file], { folder });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('exports no TypeORM DataSource') });
  });
});

describe('the program without a build', () => {
  it('says what is missing', async () => {
    const bare = path.join(folder, 'bare/bin/posthorn.js');
    await writeFile(
      path.join(folder, 'build.mjs'),
      `import { cpSync } from 'node:fs'; cpSync(${JSON.stringify(`${ROOT}libs/posthorn/bin`)}, 'bare/bin', { recursive: true }); cpSync(${JSON.stringify(`${ROOT}libs/posthorn/package.json`)}, 'bare/package.json');`,
    );
    expect((await runProgram(path.join(folder, 'build.mjs'), [], { folder })).code).toBe(0);
    const run = await runProgram(bare, ['migrate'], { folder });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('npm run build') });
  });
});
