import type { Database } from '@posthorn/database';

/**
 * What happened, and who listens. What names the installation stays: its migrations, event types and watched tables, and
 * the processes that run on it.
 */
const TABLES = [
  'outbox',
  'leases',
  'queue',
  'ordering_inbox',
  'ordering_lines',
  'ordering_heads',
  'attempts',
  'deliveries',
  'events',
  'publish_keys',
  'idempotency_keys',
  'delivery_minutes',
  'audit',
  // Secrets, health and recoveries go with their webhooks.
  'webhooks',
] as const;

/** Takes away all webhooks, events and deliveries of a schema. Not TRUNCATE, which waits for everybody who reads. */
export async function clearDatabase(database: Database, schema: string): Promise<void> {
  await database.transaction(async (tx) => {
    for (const table of TABLES) await tx.query(`delete from ${schema}.${table}`);
    // Processes remember webhooks by this number.
    await tx.query(`update ${schema}.configuration set version = version + 1`);
  });
}
