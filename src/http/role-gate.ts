import { problem } from '@posthorn/webhooks';
import type { NextFunction, Request, Response } from 'express';

import type { Role } from '../config/index.js';

/** Paths that tell how the process is. */
export const OPERATIONS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** Role `dispatcher` serves health and metrics and nothing else: every other path is as unknown as any. */
export function roleGate(role: Role) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (role !== 'dispatcher' || OPERATIONS.has(request.path)) {
      next();
      return;
    }
    const answer = problem(404, 'not_found', 'This process only delivers: it serves /healthz, /readyz and /metrics.');
    response.status(404).type('application/problem+json').send(JSON.stringify(answer));
  };
}
