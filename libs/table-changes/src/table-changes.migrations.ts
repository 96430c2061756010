import { loadMigrations, type Migration } from '@posthorn/database';

/** The library's migrations, to be applied after those of `@posthorn/webhooks`: versions from 1001. */
export function tableChangesMigrations(): Promise<readonly Migration[]> {
  return loadMigrations(new URL('../migrations/', import.meta.url));
}
