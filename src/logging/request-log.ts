import { randomUUID } from 'node:crypto';

import { getCaller } from '@posthorn/webhooks';
import type { NextFunction, Request, Response } from 'express';

import type { Logger } from './log.js';

/** Probes come every few seconds and say nothing. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** What the metrics learn of a request. */
export interface RequestSeen {
  readonly method: string;
  /** The route's pattern, `/v1/users/:id`; never the path, which would make a series per id. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/**
 * One line per request when its answer has gone out: who, what, how it ended, how long it took. No query, no headers
 * and no bodies, which is where secrets travel.
 */
export function requestLog(logger: Logger, seen: (request: RequestSeen) => void) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const begin = performance.now();
    const requestId = randomUUID();
    const path = request.originalUrl.split('?', 1)[0] ?? '';
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const ms = performance.now() - begin;
      const status = response.statusCode;
      seen({ method: request.method, route: routeOf(request), status, seconds: ms / 1000 });
      const level = QUIET.has(path) && status < 500 ? 'debug' : status >= 500 ? 'error' : 'info';
      logger[level](
        {
          request_id: requestId,
          method: request.method,
          path,
          status,
          ms: Math.round(ms * 10) / 10,
          address: request.ip,
          caller: getCaller(request)?.actor,
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}

function routeOf(request: Request): string {
  const route: unknown = request.route;
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? path : 'unknown';
}
