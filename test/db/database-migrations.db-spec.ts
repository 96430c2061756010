import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  fromPg,
  loadMigrations,
  migrate,
  migrationSql,
  migrationStatus,
  typeOrmMigrations,
  type Migration,
} from '@posthorn/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

const migrations: readonly Migration[] = [
  { version: 1, name: 'first', sql: 'create table :"schema".first (id int); insert into :"schema".first values (1);' },
  {
    version: 2,
    name: 'second',
    sql: `create sequence :"schema".s; create table :"schema".second (id int default nextval(':"schema".s'));`,
  },
  { version: 3, name: 'third', sql: 'alter table :"schema".first add column more text;' },
];

let testDatabase: TestDatabase;
beforeEach(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
});
afterEach(() => testDatabase.drop());

const recorded = async (schema = 'posthorn'): Promise<number[]> => {
  const { rows } = await testDatabase.pool.query<{ version: number }>(
    `select version from ${pg.escapeIdentifier(schema)}.schema_migrations order by version`,
  );
  return rows.map(({ version }) => version);
};

async function withTypeOrm(
  work: (dataSource: DataSource) => Promise<void>,
  options: { all?: readonly Migration[]; schema?: string } = {},
): Promise<void> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: testDatabase.url,
    migrations: typeOrmMigrations(options.all ?? migrations, { schema: options.schema }),
  }).initialize();
  try {
    await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

describe('migrate', () => {
  it('applies what is missing, in order, once', async () => {
    const database = fromPg(testDatabase.pool);
    const progress: number[] = [];
    const options = {
      migrations: [...migrations].reverse(),
      onProgress: ({ version }: Migration) => progress.push(version),
    };
    expect((await migrate(database, options)).map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(progress).toEqual([1, 2, 3]);
    expect(await migrate(database, options)).toEqual([]);
    expect(await recorded()).toEqual([1, 2, 3]);
  });

  it('lets twenty installers run at once: each step is applied by exactly one of them', async () => {
    const pools = Array.from({ length: 20 }, () => new pg.Pool({ connectionString: testDatabase.url, max: 1 }));
    const done = await Promise.all(pools.map((pool) => migrate(fromPg(pool), { migrations })));
    expect(
      done
        .flat()
        .map(({ version }) => version)
        .sort(),
    ).toEqual([1, 2, 3]);
    expect((await testDatabase.pool.query('select from posthorn.first')).rowCount).toBe(1);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('installs beside TypeORM at the same time', async () => {
    await withTypeOrm(async (dataSource) => {
      await Promise.all([dataSource.runMigrations(), migrate(fromPg(testDatabase.pool), { migrations })]);
      expect(await recorded()).toEqual([1, 2, 3]);
    });
  });

  it('rolls a failing step back, names it, and goes on from there the next time', async () => {
    const database = fromPg(testDatabase.pool);
    const broken = [
      ...migrations.slice(0, 1),
      { version: 2, name: 'broken', sql: 'create table :"schema".t (); select 1/0;' },
    ];
    await expect(migrate(database, { migrations: broken })).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('2 "broken"'),
      cause: { code: '22012' },
    });
    expect(await recorded()).toEqual([1]);
    await migrate(database, { migrations });
    expect(await recorded()).toEqual([1, 2, 3]);
  });

  it('refuses when an applied step reads differently now, but not for line ends', async () => {
    const database = fromPg(testDatabase.pool);
    const two = [{ version: 1, name: 'two_lines', sql: 'create table :"schema".a ();\ncreate table :"schema".b ();' }];
    await migrate(database, { migrations: two });
    await migrate(database, { migrations: two.map((each) => ({ ...each, sql: each.sql.replace('\n', '\r\n') })) });
    const changed = two.map((each) => ({ ...each, sql: `${each.sql} -- more` }));
    await expect(migrate(database, { migrations: changed })).rejects.toMatchObject({ code: 'migration_changed' });
    expect(await migrationStatus(database, { migrations: changed })).toMatchObject({ current: false, changed });
  });

  it('leaves a newer schema alone, so that the previous version keeps running', async () => {
    const database = fromPg(testDatabase.pool);
    await migrate(database, { migrations });
    const older = migrations.slice(0, 2);
    expect(await migrate(database, { migrations: older })).toEqual([]);
    const status = await migrationStatus(database, { migrations: older });
    expect(status).toMatchObject({ current: true, unknown: [{ version: 3, name: 'third' }] });
  });

  it('installs into a schema of another name, and two beside each other', async () => {
    const database = fromPg(testDatabase.pool);
    for (const schema of ['Web hooks', 'other']) {
      await migrate(database, { migrations, schema });
      expect(await recorded(schema)).toEqual([1, 2, 3]);
    }
    await testDatabase.pool.query('insert into "Web hooks".second default values');
    await expect(migrate(database, { migrations, schema: "it's" })).rejects.toMatchObject({
      code: 'invalid_identifier',
    });
  });

  it('needs no right to create schemas when the schema exists, and none at all when nothing is missing', async () => {
    const { pool } = testDatabase;
    const role = `installer_${testDatabase.name}`;
    await pool.query(`create role ${role} login password 'x'; create schema posthorn authorization ${role}`);
    const url = new URL(testDatabase.url);
    [url.username, url.password] = [role, 'x'];
    const own = new pg.Pool({ connectionString: url.href });
    await migrate(fromPg(own), { migrations });
    await pool.query(`revoke create on schema posthorn from ${role}; alter schema posthorn owner to current_user;
                      grant usage on schema posthorn to ${role}`);
    expect(await migrate(fromPg(own), { migrations })).toEqual([]);
    await own.end();
    await pool.query(`drop owned by ${role} cascade; drop role ${role}`);
  });

  it('is not cut short by the timeouts of the role', async () => {
    const pool = new pg.Pool({ connectionString: testDatabase.url, options: '-c statement_timeout=50ms' });
    await migrate(fromPg(pool), { migrations: [{ version: 1, name: 'slow', sql: 'select pg_sleep(0.2)' }] });
    expect((await pool.query<{ statement_timeout: string }>('show statement_timeout')).rows[0]?.statement_timeout).toBe(
      '50ms',
    );
    await pool.end();
  });
});

describe('migrationStatus', () => {
  it('works on an empty database and changes nothing', async () => {
    const status = await migrationStatus(fromPg(testDatabase.pool), { migrations });
    expect(status).toMatchObject({ current: false, applied: [], pending: migrations });
    expect((await testDatabase.pool.query(`select from pg_namespace where nspname = 'posthorn'`)).rowCount).toBe(0);
  });

  it('tells when each step was applied', async () => {
    const database = fromPg(testDatabase.pool);
    const before = Date.now();
    await migrate(database, { migrations });
    const { applied, current } = await migrationStatus(database, { migrations });
    expect(current).toBe(true);
    expect(applied.map(({ name }) => name)).toEqual(['first', 'second', 'third']);
    for (const { appliedAt } of applied) expect(Math.abs(appliedAt.getTime() - before)).toBeLessThan(60_000);
  });
});

describe('migrationSql', () => {
  it('brings the schema that migrate then finds complete', async () => {
    await testDatabase.pool.query(migrationSql({ migrations }));
    const status = await migrationStatus(fromPg(testDatabase.pool), { migrations });
    expect(status.current).toBe(true);
  });

  it('changes nothing on a database that has it', async () => {
    await migrate(fromPg(testDatabase.pool), { migrations });
    const client = await testDatabase.pool.connect();
    await expect(client.query(migrationSql({ migrations }))).rejects.toMatchObject({ code: '23505' });
    await client.query('rollback');
    client.release();
    expect((await testDatabase.pool.query('select from posthorn.first')).rowCount).toBe(1);
  });
});

describe('typeOrmMigrations', () => {
  it('bring the same schema, and migrate finds nothing to do after them', async () => {
    await withTypeOrm(async (dataSource) => {
      const run = await dataSource.runMigrations();
      expect(run.map(({ name }) => name)).toEqual([
        'PosthornFirst1700000000001',
        'PosthornSecond1700000000002',
        'PosthornThird1700000000003',
      ]);
    });
    expect(await migrate(fromPg(testDatabase.pool), { migrations })).toEqual([]);
  });

  it('find what migrate has applied, and only note it', async () => {
    await migrate(fromPg(testDatabase.pool), { migrations: migrations.slice(0, 2) });
    await withTypeOrm(async (dataSource) => {
      expect(await dataSource.showMigrations()).toBe(true);
      await dataSource.runMigrations();
      expect(await dataSource.showMigrations()).toBe(false);
    });
    expect(await recorded()).toEqual([1, 2, 3]);
    expect((await testDatabase.pool.query('select from posthorn.first')).rowCount).toBe(1);
  });

  it.each(['all', 'each', 'none'] as const)('run with transaction: %s', async (transaction) => {
    await withTypeOrm(
      async (dataSource) => {
        await dataSource.runMigrations({ transaction });
        expect(await recorded('own')).toEqual([1, 2, 3]);
      },
      { schema: 'own' },
    );
  });

  it('refuse to be reverted, saying what to do instead', async () => {
    await withTypeOrm(async (dataSource) => {
      await dataSource.runMigrations();
      await expect(dataSource.undoLastMigration()).rejects.toMatchObject({ code: 'irreversible_migration' });
    });
  });
});

describe("Posthorn's own migrations", () => {
  it('install under a schema of another name without touching the default one', async () => {
    const own = await loadMigrations(new URL('../../libs/webhooks/migrations/', import.meta.url));
    await migrate(fromPg(testDatabase.pool), { migrations: own, schema: 'Other hooks' });
    const { rows } = await testDatabase.pool.query<{ nspname: string }>(
      `select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
    );
    expect(rows.map(({ nspname }) => nspname)).toEqual(['Other hooks', 'public']);
  });
});
