import {
  ConfigurableModuleBuilder,
  Inject,
  Logger,
  Module,
  type MiddlewareConsumer,
  type NestModule,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';

import { BuiltApp } from './app/built-app.js';
import { ConsoleError } from './console.errors.js';
import { ConsoleOptions, placeOf, type ConsoleModuleOptions } from './console.options.js';
import { ConsoleHandler } from './http/console-handler.js';
import { forwardOf } from './http/forward.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ConsoleModuleOptions>({
  moduleName: 'PosthornConsole',
})
  .setClassMethodName('forRoot')
  .build();

/**
 * The console in a Nest application: `ConsoleModule.forRoot({ path: '/console', api: '/v1' })` or `forRootAsync`, on
 * Express and on Fastify. It is a client of the REST API, which the same application serves, and of nothing else.
 *
 * It answers before routing, so that a host's guards, pipes and interceptors, made for its own routes, do not stand
 * before a page that holds no data. What the page asks the API for passes all of them.
 */
@Module({})
export class ConsoleModule extends ConfigurableModuleClass implements NestModule {
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly given: ConsoleModuleOptions,
    @Inject(HttpAdapterHost) private readonly adapters: HttpAdapterHost,
    @Inject(ApplicationConfig) private readonly application: ApplicationConfig,
  ) {
    super();
  }

  /** Called when every middleware of the host's `main` is in place, and no route yet. */
  configure(_consumer: MiddlewareConsumer): void {
    const options: ConsoleOptions = Object.assign(new ConsoleOptions(), this.given);
    const place = placeOf(options, this.application.getGlobalPrefix());
    if (place.base === '') {
      throw new ConsoleError('invalid_options', "The console needs a path of its own: path: '/console'.");
    }
    const app = new BuiltApp(options.folder);
    if (!app.exists) {
      new Logger('PosthornConsole').warn(`The console's app is missing in ${app.folder}: npm run build:console.`);
    }
    const { httpAdapter } = this.adapters;
    // The adapter and not the consumer: that one would prefix the path, and Express would take it off `request.url`.
    httpAdapter.use(new ConsoleHandler(place, app, forwardOf(httpAdapter)).handle);
  }
}
