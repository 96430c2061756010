import type { Server } from 'node:http';

import type { NextFunction, Request, Response } from 'express';

import type { PatienceConfig } from '../config/index.js';

const FORM = /^multipart\/form-data\b/i;

/** Node's own limits, drawn closer. Before the server listens: it begins to look after its connections then. */
export function limitPatience(server: Server, { headersMs, uploadMs }: PatienceConfig): void {
  Object.assign(server, {
    headersTimeout: headersMs,
    requestTimeout: uploadMs,
    // Every 30 s of itself, which would be the least that a slow head lives.
    connectionsCheckingInterval: Math.min(headersMs, 5000),
  });
}

/**
 * Ends connections whose body does not arrive in time. Files of callers that are known have Node's limit on the whole
 * request; `knownCallersFirst` behind this has taken its content type from the body of a stranger by then.
 */
export function bodyDeadline({ bodyMs }: PatienceConfig) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (encoding !== undefined || Number(length) > 0) {
      const timer = setTimeout(() => {
        if (!request.complete && !FORM.test(request.headers['content-type'] ?? '')) request.socket.destroy();
      }, bodyMs);
      timer.unref();
      request.once('end', () => clearTimeout(timer));
    }
    next();
  };
}
