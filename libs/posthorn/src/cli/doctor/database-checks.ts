import { randomUUID } from 'node:crypto';
import { migrationStatus, quoteIdentifier, unsuitableSettings } from '@posthorn/database';
import { posthornMigrations } from '../../posthorn.migrations.js';
import type { Check } from './finding.js';

const OLDEST_MAJOR = 14;

/** Leases and retries use the database's clock alone; signatures carry ours, and receivers accept five minutes. */
const CLOCK_TOLERANCE_MS = 30_000;

const version: Check = async ({ database }) => {
  const { rows } = await database.query<{ number: number; text: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  );
  const { number = 0, text = 'unknown' } = rows[0] ?? {};
  const ok = Math.floor(number / 10_000) >= OLDEST_MAJOR;
  return {
    check: 'version',
    ok,
    detail: `PostgreSQL ${text}`,
    ...(ok ? {} : { advice: `PostgreSQL ${OLDEST_MAJOR} or newer is needed.` }),
  };
};

const isolation: Check = async ({ database }) => {
  const { rows } = await database.query<{ level: string; name: string }>(
    `select current_setting('default_transaction_isolation') as level, quote_ident(current_database()) as name`,
  );
  const { level = 'unknown', name = '…' } = rows[0] ?? {};
  const ok = level === 'read committed';
  return {
    check: 'isolation',
    ok,
    detail: `the default isolation is ${level}`,
    ...(ok ? {} : { advice: `ALTER DATABASE ${name} SET default_transaction_isolation = 'read committed'` }),
  };
};

const settings: Check = async ({ database }) => {
  const found = await unsuitableSettings(database);
  const { rows } = await database.query<{ encoding: string }>(`select current_setting('server_encoding') as encoding`);
  const encoding = rows[0]?.encoding ?? 'unknown';
  const problems = found.map(({ advice }) => advice);
  if (encoding !== 'UTF8') {
    problems.push(
      `In ${encoding} not every payload can be stored: move to a database that is made with ENCODING 'UTF8'`,
    );
  }
  const ok = problems.length === 0;
  return {
    check: 'settings',
    ok,
    detail: ok ? 'no setting of the role or the database is in the way' : 'settings do not suit Posthorn',
    ...(ok ? {} : { advice: problems.join('. ') }),
  };
};

/** What a role needs that does not own the schema; making and ending days is done for it by functions. */
const rights: Check = async ({ database, schema }) => {
  const { rows } = await database.query<{ role: string; lacking: string | null }>(
    `select quote_ident(current_user) as role, string_agg(c.relname, ', ' order by c.relname) as lacking
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1::text and not c.relispartition and c.relname <> 'schema_migrations' and (
       not has_schema_privilege(n.oid, 'usage')
       or c.relkind in ('r', 'p') and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
         and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
       or c.relkind = 'S' and not has_sequence_privilege(c.oid, 'usage'))`,
    [schema],
  );
  const { role = '…', lacking = null } = rows[0] ?? {};
  const name = quoteIdentifier(schema);
  return {
    check: 'rights',
    ok: lacking === null,
    detail: lacking === null ? `${role} may read and write schema ${schema}` : `${role} lacks rights on ${lacking}`,
    ...(lacking === null
      ? {}
      : {
          advice:
            `As its owner: GRANT USAGE ON SCHEMA ${name} TO ${role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES ` +
            `IN SCHEMA ${name} TO ${role}; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${name} TO ${role}`,
        }),
  };
};

const migrations: Check = async ({ database, schema }) => {
  const found = await migrationStatus(database, { migrations: await posthornMigrations(), schema });
  const advice = found.changed.length > 0 ? 'posthorn status tells which.' : 'posthorn migrate';
  const count = found.pending.length;
  const missing = `${count} ${count === 1 ? 'migration' : 'migrations'} of schema ${schema} ${count === 1 ? 'is' : 'are'} pending`;
  return {
    check: 'migrations',
    ok: found.current,
    detail: found.current
      ? `schema ${schema} is up to date`
      : found.changed.length > 0
        ? 'applied migrations read differently in this version'
        : missing,
    ...(found.current ? {} : { advice }),
  };
};

const clock: Check = async ({ database }) => {
  const before = Date.now();
  const { rows } = await database.query<{ now: number }>(
    `select extract(epoch from clock_timestamp())::float8 * 1000 as now`,
  );
  const after = Date.now();
  const { now = NaN } = rows[0] ?? {};
  // The answer was made somewhere between asking and hearing it.
  const skew = now < before ? now - before : now > after ? now - after : 0;
  const ok = Math.abs(skew) <= CLOCK_TOLERANCE_MS;
  return {
    check: 'clock',
    ok,
    detail: `this machine's clock and the database's differ by ${(Math.abs(skew) / 1000).toFixed(1)} s`,
    ...(ok ? {} : { advice: 'Run a time service on both: receivers refuse signatures whose time is far from theirs.' }),
  };
};

const HEARD_WITHIN_MS = 3000;

const notifications: Check = async ({ database }) => {
  const check = 'notifications';
  if (database.listen === undefined) return { check, ok: null, detail: 'this client cannot listen; polling is used' };
  const channel = `posthorn_doctor_${randomUUID().slice(0, 8)}`;
  let heard: () => void = () => undefined;
  const hearing = new Promise<boolean>((resolve) => {
    heard = () => resolve(true);
    setTimeout(() => resolve(false), HEARD_WITHIN_MS).unref();
  });
  const listening = await database.listen(channel, { onNotification: () => heard() });
  try {
    await database.query('select pg_notify($1, $2)', [channel, '']);
    const ok = await hearing;
    return {
      check,
      ok,
      detail: ok ? 'LISTEN hears NOTIFY' : 'LISTEN did not hear a NOTIFY',
      ...(ok
        ? {}
        : {
            advice:
              'Behind a pooler in transaction mode give LISTEN a direct URL (listenUrl). Without it deliveries wait for ' +
              'the next poll.',
          }),
    };
  } finally {
    await listening.close();
  }
};

export const databaseChecks: readonly Check[] = [
  version,
  isolation,
  settings,
  rights,
  migrations,
  clock,
  notifications,
];
