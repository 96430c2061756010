import {
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { type Database, type Queryable } from '@posthorn/database';
import { BootWork, DATABASE, SCHEMA, WatchedTables, wantedTables, type Subscription } from '@posthorn/webhooks';
import { TableChanges } from './table-changes.js';
import type { TableChangesOptions } from './table-changes.options.js';

const GIVEN = 'POSTHORN_TABLE_CHANGES_OPTIONS';

/** Options of the module: the schema and the database are those of `WebhooksModule`. */
export type TableChangesModuleOptions = Partial<Omit<TableChangesOptions, 'schema'>>;

/** As `forRootAsync` of every Nest module; a factory that answers null leaves row changes alone. */
export type TableChangesModuleAsyncOptions = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<TableChangesModuleOptions | null>, 'inject' | 'useFactory'>;

/** Puts the configuration in force at boot, and lets webhooks name tables from then on. */
@Injectable()
class TableChangesRunner implements OnModuleInit, OnApplicationShutdown {
  private readonly boot = new BootWork('watch over tables', () => this.begin());

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) private readonly schema: string,
    private readonly changes: TableChanges,
    private readonly tables: WatchedTables,
    @Inject(GIVEN) private readonly given: TableChangesModuleOptions | null,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.given !== null) await this.boot.run();
  }

  onApplicationShutdown(): Promise<void> {
    return this.boot.stop();
  }

  private async begin(): Promise<void> {
    await this.changes.applyRules();
    await this.wantWhatWebhooksName(this.database);
    this.tables.use(this.changes);
  }

  /** Of webhooks that were made while nobody captured changes, or while their tables were not allowed. */
  private async wantWhatWebhooksName(database: Queryable): Promise<void> {
    const { rows } = await database.query<Subscription>(
      `select distinct events, collections, tables, dialect, null as filter from ${this.schema}.webhooks where deleted_at is null`,
    );
    const named = rows.flatMap((subscription) => wantedTables(subscription));
    const verdicts = await this.changes.check(named);
    await this.changes.want(
      database,
      verdicts.filter(({ state }) => state !== 'refused' && state !== 'ignored'),
    );
  }
}

/**
 * `TableChangesModule.forRoot({ tables: ['public.*'] })`, once, beside a global `WebhooksModule`, whose housekeeping
 * ticks it. Apply `tableChangesMigrations()` first. Without `tables` nothing may be heard.
 */
@Module({})
export class TableChangesModule {
  static forRoot(options: TableChangesModuleOptions = {}): DynamicModule {
    return compose({ provide: GIVEN, useValue: options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: TableChangesModuleAsyncOptions): DynamicModule {
    return compose({ provide: GIVEN, inject, useFactory }, imports);
  }
}

function compose(given: Provider, imports: NonNullable<ModuleMetadata['imports']> = []): DynamicModule {
  return {
    module: TableChangesModule,
    imports,
    providers: [
      given,
      {
        provide: TableChanges,
        inject: [DATABASE, SCHEMA, GIVEN],
        useFactory: (database: Database, schema: string, options: TableChangesModuleOptions | null) =>
          new TableChanges(database, { ...options, schema: schema.slice(1, -1).replaceAll('""', '"') }),
      },
      TableChangesRunner,
    ],
    exports: [TableChanges],
  };
}
