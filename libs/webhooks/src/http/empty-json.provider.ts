import type { OnModuleInit, Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FactoryProvider } from '@nestjs/common';
import { acceptEmptyJson } from './empty-json.js';

/** Lets a module's controllers be called as clients do who say JSON and send none. */
export function emptyJsonProvider(controllers: readonly Type[], prefix: string): FactoryProvider<OnModuleInit> {
  return {
    provide: Symbol('POSTHORN_EMPTY_JSON'),
    inject: [{ token: HttpAdapterHost, optional: true }],
    useFactory: (host?: HttpAdapterHost) => ({
      onModuleInit: () => acceptEmptyJson(host?.httpAdapter, controllers, prefix),
    }),
  };
}
