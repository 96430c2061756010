import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { API_CONTROLLERS } from './api-controllers.js';
import { emptyJsonProvider } from './http/empty-json.provider.js';
import { jsonLimitProvider } from './http/json-limit.provider.js';
import { ApiOptions, type WebhooksModuleOptions } from './webhooks.options.js';
import { API_OPTIONS, GIVEN_OPTIONS } from './webhooks.tokens.js';

/** What has to be known before any provider exists: controllers cannot appear later. */
export interface WebhooksModuleExtras {
  /** The REST API: its prefix and guard; false for none. */
  api?: Partial<ApiOptions> | false;
  /** Offers the services to every module of the host. */
  isGlobal?: boolean;
}

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<WebhooksModuleOptions>({
    moduleName: 'PosthornWebhooks',
    optionsInjectionToken: GIVEN_OPTIONS,
  })
    .setClassMethodName('forRoot')
    // With the transform: without one an extra is dropped silently.
    .setExtras<WebhooksModuleExtras>({ api: {}, isGlobal: false }, withExtras)
    .build();

function withExtras(definition: DynamicModule, { api, isGlobal }: WebhooksModuleExtras): DynamicModule {
  const options = Object.assign(new ApiOptions(), api === false ? {} : api);
  const prefix = options.prefix.replace(/^\/+|\/+$/g, '');
  const routes = api === false || prefix === '' ? [] : [{ path: prefix, module: definition.module }];
  const controllers = api === false ? [] : API_CONTROLLERS;
  return {
    ...definition,
    global: isGlobal ?? false,
    imports: [...(definition.imports ?? []), ...(routes.length > 0 ? [RouterModule.register(routes)] : [])],
    controllers: [...controllers],
    providers: [
      ...(definition.providers ?? []),
      { provide: API_OPTIONS, useValue: options },
      emptyJsonProvider(controllers, prefix),
      ...(api === false ? [] : [jsonLimitProvider]),
    ],
  };
}
