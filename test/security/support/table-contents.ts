import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Heartbeats and what the application's own clockwork writes: not a side effect of anybody's request. */
const CLOCKWORK = new Set([
  'processes',
  'leases',
  'ticks',
  'statistics',
  'delivery_minutes',
  'announcements',
  'webhook_announcements',
]);

/** A digest of every row of every table, by table. */
export async function tableContents(pool: pg.Pool): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await pool.query<{ name: string; sql: string }>(
    `select c.relname as name, format('%I.%I', n.nspname, c.relname) as sql from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'posthorn') order by 1`,
  );
  const contents: Record<string, string> = {};
  for (const { name, sql } of tables) {
    if (CLOCKWORK.has(name)) continue;
    // When a key was last used is written by the very guard that is under test.
    const { rows } = await pool.query<{ row: string }>(
      `select (to_jsonb(t) - 'last_used_at')::text as row from ${sql} t order by 1`,
    );
    const digest = createHash('sha256');
    for (const { row } of rows) digest.update(`${row}\n`);
    contents[name] = `${rows.length} rows ${digest.digest('hex').slice(0, 16)}`;
  }
  return contents;
}

/** Every row of every table as text: what a dump of the database holds. */
export async function dump(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ sql: string }>(
    `select format('%I.%I', n.nspname, c.relname) as sql from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { sql } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${sql} t`);
    parts.push(sql, ...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}
