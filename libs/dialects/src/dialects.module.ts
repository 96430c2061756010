import {
  Inject,
  Module,
  RequestMethod,
  type CanActivate,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type Type,
} from '@nestjs/common';
import { API_OPTIONS, ApiOptions, DIALECTS, type Dialect, type DialectRegistry } from '@posthorn/webhooks';
import { allDialects } from './all-dialects.js';
import { ApiV1Controller } from './api-v1/api-v1.controller.js';
import { AppwriteController } from './appwrite/appwrite.controller.js';
import { routeAppwrite } from './appwrite/appwrite-routing.js';
import { BackendifyController } from './backendify/backendify.controller.js';
import { FluxbaseDeliveries } from './fluxbase/fluxbase-deliveries.js';
import { WebhookManagement } from './management/webhook-management.js';

/** How the management APIs of the documents are served. */
export class DialectsOptions {
  /** Authenticates, as the guard of `WebhooksModule`'s API does; none when a global guard has called `setCaller`. */
  guard?: Type<CanActivate>;
  /** False: no management APIs, only the wire formats. */
  api = true;
}

const CHOSEN = 'POSTHORN_CHOSEN_DIALECTS';

/**
 * `DialectsModule.forRoot([...])`: registers dialects, the host's own among them, and serves the management APIs of
 * the documents at their own paths. Needs a global `WebhooksModule` (`isGlobal: true`).
 */
@Module({})
export class DialectsModule implements NestModule {
  constructor(
    @Inject(DIALECTS) registry: DialectRegistry,
    @Inject(CHOSEN) dialects: readonly Dialect[],
    @Inject(API_OPTIONS) private readonly served: ApiOptions & { readonly documents: boolean },
  ) {
    // `WebhooksModule` may have been given them already: the default dialect has to be known when it is made.
    for (const dialect of dialects) if (!registry.get(dialect.name)) registry.register(dialect);
  }

  static forRoot(dialects: readonly Dialect[] = allDialects, options: Partial<DialectsOptions> = {}): DynamicModule {
    const { guard, api } = Object.assign(new DialectsOptions(), options);
    const served = Object.assign(new ApiOptions(), { prefix: '', documents: api }, guard ? { guard } : {});
    return {
      module: DialectsModule,
      controllers: api ? [BackendifyController, ApiV1Controller, AppwriteController] : [],
      providers: [
        { provide: CHOSEN, useValue: dialects },
        { provide: API_OPTIONS, useValue: served },
        ...(api ? [WebhookManagement, FluxbaseDeliveries] : []),
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    if (!this.served.documents) return;
    // Method by method: for "all" Express takes the matched path off the URL and puts it back afterwards.
    const methods = [
      RequestMethod.GET,
      RequestMethod.POST,
      RequestMethod.PUT,
      RequestMethod.PATCH,
      RequestMethod.DELETE,
    ];
    consumer.apply(routeAppwrite).forRoutes(...methods.map((method) => ({ path: 'v1/webhooks{/*rest}', method })));
  }
}
