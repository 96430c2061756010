import type { Database } from '@posthorn/database';

/** Seconds until the next waiting delivery is due, negative when it is overdue; null when none waits. */
export async function untilNextDue(database: Database, schema: string): Promise<number | null> {
  const { rows } = await database.query<{ seconds: number | null }>(
    `select extract(epoch from min(due_at) - clock_timestamp())::float8 as seconds from ${schema}.queue`,
  );
  return rows[0]?.seconds ?? null;
}

/**
 * Lets so many seconds pass for everything that waits by the database's clock: nobody can move that one, so what is to
 * come is moved nearer. What is overdue then is due now: the dispatcher does not look behind what it has done.
 */
export async function passTime(database: Database, schema: string, seconds: number): Promise<void> {
  const earlier = (column: string): string => `greatest(${column} - make_interval(secs => $1), now())`;
  await database.transaction(async (tx) => {
    for (const [table, column] of [
      ['queue', 'due_at'],
      ['ordering_lines', 'due_at'],
      ['webhook_health', 'slow_until'],
      ['webhook_health', 'breaker_until'],
      ['webhook_secrets', 'expires_at'],
      ['deliveries', 'next_attempt_at'],
    ] as const) {
      await tx.query(`update ${schema}.${table} set ${column} = ${earlier(column)} where ${column} > now()`, [seconds]);
    }
  });
}
