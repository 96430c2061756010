import pg from 'pg';

export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
await pool.query('CREATE SCHEMA docs_receive');
pool.on('connect', (client) => void client.query('SET search_path = docs_receive, public'));
await pool.query('SET search_path = docs_receive, public');
await pool.query('CREATE TABLE orders (id text PRIMARY KEY, payments int NOT NULL)');
await pool.query('CREATE TABLE users (id text PRIMARY KEY, name text, updated_at timestamptz)');
await pool.query(`INSERT INTO orders VALUES ('order_1', 0)`);

type Paid = (webhook: { id: string; data: { orderId: string } }) => Promise<void>;

/** The same message twice, at the same time and later, counts once. */
export async function once({ paid }: { paid: Paid }): Promise<void> {
  const webhook = { id: 'evt_1', data: { orderId: 'order_1' } };
  await Promise.all([paid(webhook), paid(webhook)]);
  await paid(webhook);
  const { rows } = await pool.query<{ payments: number }>('SELECT payments FROM orders');
  if (rows[0]?.payments !== 1) throw new Error(`Counted were ${JSON.stringify(rows)}.`);
}

type Sync = (user: { id: string; name: string; updated_at: string }) => Promise<void>;

/** What comes late does not win. */
export async function newest({ sync }: { sync: Sync }): Promise<void> {
  await sync({ id: 'user_1', name: 'new', updated_at: '2026-01-15T12:31:00Z' });
  await sync({ id: 'user_1', name: 'old', updated_at: '2026-01-15T12:30:00Z' });
  const { rows } = await pool.query<{ name: string }>('SELECT name FROM users');
  if (rows[0]?.name !== 'new') throw new Error(`Stored was ${JSON.stringify(rows)}.`);
}
