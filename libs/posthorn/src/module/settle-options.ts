import { isPublishOnly, refuseUnsuitableSettings, type Database } from '@posthorn/database';
import { createDialects } from '@posthorn/dialects';
import type { EventBusModuleOptions } from '@posthorn/event-bus';
import type { TableChangesModuleOptions } from '@posthorn/table-changes';
import type { WebhooksModuleOptions } from '@posthorn/webhooks';
import { databaseOf } from './database-source.js';
import { migratePosthorn, refuseOldSchema } from './migrate-posthorn.js';
import { PosthornError } from './posthorn.errors.js';
import { PosthornOptions, type PosthornModuleOptions } from './posthorn.options.js';

/** What the libraries are given. */
export interface Settled {
  readonly bus: EventBusModuleOptions;
  readonly webhooks: WebhooksModuleOptions;
  /** null: row changes are left alone. */
  readonly tableChanges: TableChangesModuleOptions | null;
}

/**
 * Turns the host's options into those of the libraries, once, and looks after the schema: before anything of the
 * application runs, so that a module may publish in its `onModuleInit`.
 * @throws PosthornError, DatabaseError
 */
export async function settleOptions(given: PosthornModuleOptions, servesApi: boolean): Promise<Settled> {
  const { dataSource: _dataSource, pool: _pool, database: _database, bus, tableChanges, ...rest } = given;
  const defaults = new PosthornOptions();
  const { migrations = defaults.migrations, dispatcher: asked, ...webhooks } = rest;
  const { appwriteDatabase } = webhooks;
  const dispatcher = asked ?? webhooks.worker?.enabled ?? defaults.dispatcher;
  const database = databaseOf(given);
  if (isPublishOnly(database) && (dispatcher || servesApi)) {
    throw new PosthornError(
      'invalid_options',
      `This process has no pool, so it can only publish: pass pool to the adapter (${database.client}), or set ` +
        'dispatcher: false without api and let another process deliver.',
    );
  }
  if (isPublishOnly(database) && tableChanges) {
    throw new PosthornError(
      'invalid_options',
      `tableChanges looks after triggers, which needs a pool: pass pool to the adapter (${database.client}), or leave it ` +
        'to the process that delivers.',
    );
  }
  await prepareSchema(database, given.schema, migrations);
  return {
    bus: { ...bus, database },
    webhooks: {
      dialects: createDialects(appwriteDatabase === undefined ? {} : { appwriteDatabase }),
      ...webhooks,
      database,
      worker: { ...webhooks.worker, enabled: dispatcher },
    },
    tableChanges: tableChanges === undefined || tableChanges === false ? null : tableChanges,
  };
}

async function prepareSchema(
  database: Database,
  schema: string | undefined,
  migrations: PosthornOptions['migrations'],
): Promise<void> {
  if (migrations === 'run') {
    // The webhooks module looks at them too, and only after this has written.
    await refuseUnsuitableSettings(database);
    await migratePosthorn({ database, schema });
  }
  if (migrations === 'check') await refuseOldSchema(database, schema);
}
