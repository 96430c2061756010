import pg from 'pg';
import type { Finding } from './finding.js';

/**
 * Whether a pooler stands between: PgBouncer tells a client another process than the one that answers it. Not a fault.
 * @param url undefined: the connection is the application's own and cannot be looked into
 */
export async function checkPooler(url: string | undefined): Promise<Finding> {
  const check = 'pooler';
  if (url === undefined)
    return { check, ok: null, detail: 'a DataSource of the application is not looked into for poolers' };
  const client = new pg.Client({
    connectionString: url,
    application_name: 'posthorn-cli',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const told = (client as unknown as { readonly processID?: number | null }).processID;
    if (told === rows[0]?.pid) return { check, ok: true, detail: 'the connection is direct, without a pooler' };
    return {
      check,
      ok: null,
      detail: 'a pooler such as PgBouncer stands in between',
      advice:
        'Transaction mode works, statement mode does not. Give LISTEN a direct URL (listenUrl of fromPg), or deliveries of ' +
        'other processes wait for the next poll; run posthorn migrate on a direct URL.',
    };
  } finally {
    await client.end();
  }
}
