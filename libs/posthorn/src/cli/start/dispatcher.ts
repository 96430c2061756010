import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrationStatus, type Database } from '@posthorn/database';
import { TableChanges } from '@posthorn/table-changes';
import { PosthornMetrics, WatchedTables } from '@posthorn/webhooks';
import { PosthornModule } from '../../module/posthorn.module.js';
import type { PosthornModuleOptions } from '../../module/posthorn.options.js';
import { posthornMigrations } from '../../posthorn.migrations.js';
import type { Target } from '../target.js';
import type { HealthPorts } from './health-server.js';

export type DispatcherOptions = Pick<
  PosthornModuleOptions,
  'encryption' | 'worker' | 'delivery' | 'appwriteDatabase' | 'migrations'
>;

/** Nest logs with its stack why a start failed; the program says the same itself, in a line. */
class StartLog extends ConsoleLogger {
  override error(message: unknown, ...facts: unknown[]): void {
    if (facts.at(-1) !== 'ExceptionHandler') super.error(message, ...facts);
  }
}

/**
 * Relay, dispatcher and housekeeping on a host's database, without its code: event types are those that the host has
 * stored there, dialects those of Posthorn.
 * @throws PosthornError `schema_behind`; DatabaseError
 */
export async function startDispatcher(
  { database, schema }: Target,
  options: DispatcherOptions,
  log: { readonly json: boolean },
): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(
    PosthornModule.forRoot({ ...options, database, schema, dispatcher: true }),
    {
      abortOnError: false,
      logger: new StartLog({
        json: log.json,
        colors: false,
        logLevels: ['log', 'warn', 'error', 'fatal'],
        prefix: 'Posthorn',
      }),
    },
  );
  // New tables and partitions get their triggers by the rules that the host has written down; this writes none.
  app.get(WatchedTables, { strict: false }).use(new TableChanges(database, { schema }));
  return app;
}

/** What `/readyz` and `/metrics` say of it. */
export function healthOf(app: INestApplicationContext, { database, schema }: Target): HealthPorts {
  const metrics = app.get(PosthornMetrics, { strict: false });
  let schemaSeenCurrent = false;
  const problems = async (): Promise<string[]> => {
    try {
      const isolation = await defaultIsolation(database);
      // A schema that was current stays so for this version: migrations only add.
      schemaSeenCurrent ||= (await migrationStatus(database, { migrations: await posthornMigrations(), schema }))
        .current;
      return [
        ...(isolation === 'read committed' ? [] : [`the default isolation is ${isolation}`]),
        ...(schemaSeenCurrent ? [] : ['the schema is behind']),
      ];
    } catch {
      return ['the database does not answer'];
    }
  };
  return { problems, metrics: () => metrics.text() };
}

async function defaultIsolation(database: Database): Promise<string> {
  const { rows } = await database.query<{ level: string }>(
    `select current_setting('default_transaction_isolation') as level`,
  );
  return rows[0]?.level ?? 'unknown';
}
