import { Logger, type FactoryProvider, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PAYLOAD_MAX_BYTES } from '@posthorn/event-bus';
import { jsonLimitBelow } from './json-limit.js';

/** Tells a host at its boot that it refuses bodies which Posthorn takes (RULES 30): clients would hear it first. */
export const jsonLimitProvider: FactoryProvider<OnApplicationBootstrap> = {
  provide: Symbol('POSTHORN_JSON_LIMIT'),
  inject: [{ token: HttpAdapterHost, optional: true }],
  useFactory: (host?: HttpAdapterHost) => ({
    onApplicationBootstrap: async () => {
      const limit = await jsonLimitBelow(PAYLOAD_MAX_BYTES, host?.httpAdapter);
      if (limit === undefined) return;
      new Logger('Posthorn').warn(
        `This host takes ${limit} bytes of JSON, a payload may have ${PAYLOAD_MAX_BYTES}: what is larger is answered 413 ` +
          `before Posthorn sees it. Raise it with app.useBodyParser('json', { limit: '512kb' }), on Fastify with its bodyLimit.`,
      );
    },
  }),
};
