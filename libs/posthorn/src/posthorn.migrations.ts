import type { Migration } from '@posthorn/database';
import { webhooksMigrations } from '@posthorn/webhooks/migrations';

/**
 * All migrations of Posthorn, for the list of a migration tool: `typeOrmMigrations(await posthornMigrations())` in a
 * TypeORM DataSource, `migrationSql({ migrations })` for review.
 */
export const posthornMigrations = (): Promise<readonly Migration[]> => webhooksMigrations();
