import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DialectsModule } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { WebhooksModule } from '@posthorn/webhooks';
import { PosthornApiOptions, type PosthornModuleExtras, type PosthornModuleOptions } from './posthorn.options.js';
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
  static forRoot({ api, ...options }: PosthornModuleOptions & PosthornModuleExtras): DynamicModule {
    return compose({ provide: GIVEN, useValue: options }, [], api);
  }

  static forRootAsync({ api, imports = [], inject = [], useFactory }: PosthornModuleAsyncOptions): DynamicModule {
    return compose({ provide: GIVEN, inject, useFactory }, imports, api);
  }
}

function compose(
  given: Provider,
  imports: NonNullable<ModuleMetadata['imports']>,
  served: PosthornModuleExtras['api'] = false,
): DynamicModule {
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
  const { documents, ...api } = Object.assign(new PosthornApiOptions(), served);
  const settled = { imports: [settings], inject: [SETTLED] };
  return {
    module: PosthornModule,
    imports: [
      EventBusModule.forRootAsync({ ...settled, isGlobal: true, useFactory: ({ bus }: Settled) => bus }),
      WebhooksModule.forRootAsync({
        ...settled,
        isGlobal: true,
        api: served === false ? false : api,
        useFactory: ({ webhooks }: Settled) => webhooks,
      }),
      // Every dialect is known to the webhooks already; this adds the management APIs.
      ...(served !== false && documents ? [DialectsModule.forRoot([], api.guard ? { guard: api.guard } : {})] : []),
    ],
  };
}
