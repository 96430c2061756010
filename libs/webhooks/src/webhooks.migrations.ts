import { loadMigrations, type Migration } from '@posthorn/database';

/** The library's migrations, for `migrate`, `typeOrmMigrations` or a migration tool of the host. */
export function webhooksMigrations(): Promise<readonly Migration[]> {
  return loadMigrations(new URL('../migrations/', import.meta.url));
}
