import {
  Inject,
  Module,
  type CanActivate,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type Type,
} from '@nestjs/common';
import { API_OPTIONS, ApiOptions, DIALECTS, emptyJsonProvider, type DialectRegistry } from '@posthorn/webhooks';
import { allDialects } from './all-dialects.js';
import type { DialectManagement, DialectPlugin } from './management/dialect-management.js';
import { WebhookManagement } from './management/webhook-management.js';

/** How the management APIs of the documents are served. */
export class DialectsOptions {
  /** Authenticates, as the guard of `WebhooksModule`'s API does; none when a global guard has called `setCaller`. */
  guard?: Type<CanActivate>;
  /** False: no management APIs, only the wire formats. */
  api = true;
}

const CHOSEN = 'POSTHORN_CHOSEN_DIALECTS';
const SERVED = 'POSTHORN_SERVED_MANAGEMENT';

/**
 * `DialectsModule.forRoot([...])`: registers dialects, the host's own among them, and serves the management APIs: those
 * of the documents at their own paths, and those that the host's dialects bring. Needs a global `WebhooksModule`
 * (`isGlobal: true`).
 */
@Module({})
export class DialectsModule implements NestModule {
  constructor(
    @Inject(DIALECTS) registry: DialectRegistry,
    @Inject(CHOSEN) dialects: readonly DialectPlugin[],
    @Inject(SERVED) private readonly served: readonly DialectManagement[],
  ) {
    // `WebhooksModule` may have been given them already: the default dialect has to be known when it is made.
    for (const dialect of dialects) if (!registry.get(dialect.name)) registry.register(dialect);
  }

  static forRoot(
    dialects: readonly DialectPlugin[] = allDialects,
    options: Partial<DialectsOptions> = {},
  ): DynamicModule {
    const { guard, api } = Object.assign(new DialectsOptions(), options);
    const served = api ? managementOf([...allDialects, ...dialects]) : [];
    // Dialects that share a path share its controllers.
    const controllers = [...new Set(served.flatMap((management) => management.controllers))];
    return {
      module: DialectsModule,
      controllers,
      providers: [
        { provide: CHOSEN, useValue: dialects },
        { provide: SERVED, useValue: served },
        { provide: API_OPTIONS, useValue: Object.assign(new ApiOptions(), { prefix: '' }, guard ? { guard } : {}) },
        emptyJsonProvider(controllers, ''),
        ...(api ? [WebhookManagement] : []),
        ...new Set(served.flatMap(({ providers = [] }) => providers)),
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    for (const { middleware } of this.served) {
      if (middleware) consumer.apply(middleware.use).forRoutes(...middleware.routes);
    }
  }
}

function managementOf(dialects: readonly DialectPlugin[]): readonly DialectManagement[] {
  return [...new Set(dialects.flatMap(({ management }) => management ?? []))];
}
