import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { createReceiver } from '../receiver.js';
import type { ReceiverConfiguration } from '../receiver.options.js';
import { DEFAULT_RECEIVER, receiverToken } from './receiver-token.js';
import { WebhookHandlers } from './webhook-handlers.js';
import { webhookController } from './webhook-receiver.controller.js';

/** What has to be known before any provider exists. */
export interface WebhookReceiverExtras {
  /** Mounts a route that calls the methods with `@WebhookEvent`. Without it the host has routes of its own. */
  readonly path?: string;
  /** Tells receivers apart where an application has several. */
  readonly name?: string;
  /** Lets every module of the host use the guard without importing this one. */
  readonly isGlobal?: boolean;
}

/** As `forRootAsync` of every Nest module. */
export type WebhookReceiverAsyncOptions = WebhookReceiverExtras &
  Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<ReceiverConfiguration>, 'inject' | 'useFactory'>;

/**
 * A receiver in a Nest application: `WebhookReceiverModule.forRoot({ path: 'hooks', scheme, secrets, replays })`. The
 * application needs the bytes of its requests: `NestFactory.create(AppModule, { rawBody: true })`.
 */
@Module({})
export class WebhookReceiverModule {
  static forRoot(options: ReceiverConfiguration & WebhookReceiverExtras): DynamicModule {
    const { path, name, isGlobal, ...configuration } = options;
    return compose({ path, name, isGlobal }, [], { useFactory: () => createReceiver(configuration) });
  }

  static forRootAsync(options: WebhookReceiverAsyncOptions): DynamicModule {
    const { path, name, isGlobal, imports = [], inject = [], useFactory } = options;
    const factory = async (...dependencies: unknown[]) => createReceiver(await useFactory(...dependencies));
    return compose({ path, name, isGlobal }, imports, { inject, useFactory: factory });
  }
}

function compose(
  { path, name = DEFAULT_RECEIVER, isGlobal = false }: WebhookReceiverExtras,
  imports: NonNullable<ModuleMetadata['imports']>,
  factory: Pick<FactoryProvider, 'inject' | 'useFactory'>,
): DynamicModule {
  const receiver: Provider = { provide: receiverToken(name), ...factory };
  return {
    module: WebhookReceiverModule,
    global: isGlobal,
    imports: [DiscoveryModule, ...imports],
    providers: [receiver, WebhookHandlers],
    controllers: path === undefined ? [] : [webhookController(path, name)],
    exports: [receiverToken(name)],
  };
}
