import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpServer } from '@nestjs/common';

import type { Forward } from './console-handler.js';

/** Fastify's own entry for a request, under the adapter of Nest. */
interface Routing {
  routing(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * How a request is given another path. Express routes after its middleware, so the next one sees the new path. Fastify
 * has chosen the route before any middleware runs: the request enters it once more, with its body unread.
 */
export function forwardOf(adapter: HttpServer): Forward {
  if (adapter.getType() !== 'fastify') {
    return (request, _response, next, url) => {
      request.url = url;
      next();
    };
  }
  const fastify = adapter.getInstance() as Routing;
  return (request, response, _next, url) => {
    request.url = url;
    fastify.routing(request, response);
  };
}
