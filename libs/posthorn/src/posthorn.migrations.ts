import type { Migration } from '@posthorn/database';
import { tableChangesMigrations } from '@posthorn/table-changes/migrations';
import { webhooksMigrations } from '@posthorn/webhooks/migrations';

/**
 * All migrations of Posthorn, for the list of a migration tool: `typeOrmMigrations(await posthornMigrations())` in a
 * TypeORM DataSource, `migrationSql({ migrations })` for review. Those of row changes belong to it whether they are used
 * or not, so that turning them on later is a matter of options.
 */
export async function posthornMigrations(): Promise<readonly Migration[]> {
  return [...(await webhooksMigrations()), ...(await tableChangesMigrations())];
}
