import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Provider } from '@nestjs/common';
import { ConsoleModule } from '@posthorn/console';
import { DialectsModule } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { TableChangesModule } from '@posthorn/table-changes';
import { WebhooksModule } from '@posthorn/webhooks';
import type { PosthornModuleExtras, PosthornModuleOptions } from './posthorn.options.js';
import { servedBy } from './served-by.js';
import { settleOptions, type Settled } from './settle-options.js';

/** As `forRootAsync` of every Nest module. */
export type PosthornModuleAsyncOptions = PosthornModuleExtras &
  Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<PosthornModuleOptions>, 'inject' | 'useFactory'>;

const GIVEN = 'POSTHORN_GIVEN_OPTIONS';
const SETTLED = 'POSTHORN_SETTLED_OPTIONS';

/** Holds the options while the application is put together. */
@Module({})
class PosthornSettingsModule {}

/**
 * Posthorn in a Nest application, in one import: the bus, the catalog, webhooks with their dispatcher, all dialects, and
 * the REST API when asked. `EventBus`, `EventCatalog` and the webhooks' services can then be injected everywhere.
 */
@Module({})
export class PosthornModule {
  static forRoot({ api, console, ...options }: PosthornModuleOptions & PosthornModuleExtras): DynamicModule {
    return compose({ provide: GIVEN, useValue: options }, [], { api, console });
  }

  static forRootAsync(options: PosthornModuleAsyncOptions): DynamicModule {
    const { api, console, imports = [], inject = [], useFactory } = options;
    return compose({ provide: GIVEN, inject, useFactory }, imports, { api, console });
  }
}

function compose(
  given: Provider,
  imports: NonNullable<ModuleMetadata['imports']>,
  extras: PosthornModuleExtras,
): DynamicModule {
  const { api: served, console } = servedBy(extras);
  const settings: DynamicModule = {
    module: PosthornSettingsModule,
    imports,
    providers: [
      given,
      {
        provide: SETTLED,
        inject: [GIVEN],
        useFactory: (options: PosthornModuleOptions) => settleOptions(options, served !== false),
      },
    ],
    exports: [SETTLED],
  };
  const settled = { imports: [settings], inject: [SETTLED] };
  return {
    module: PosthornModule,
    imports: [
      EventBusModule.forRootAsync({ ...settled, isGlobal: true, useFactory: ({ bus }: Settled) => bus }),
      WebhooksModule.forRootAsync({
        ...settled,
        isGlobal: true,
        api: served && { prefix: served.prefix, guard: served.guard },
        useFactory: ({ webhooks }: Settled) => webhooks,
      }),
      TableChangesModule.forRootAsync({ ...settled, useFactory: ({ tableChanges }: Settled) => tableChanges }),
      // Every dialect is known to the webhooks already; this adds the management APIs.
      ...(served && served.documents ? [DialectsModule.forRoot([], served.guard ? { guard: served.guard } : {})] : []),
      ...(console && served ? [ConsoleModule.forRoot({ ...console, api: served.prefix })] : []),
    ],
  };
}
