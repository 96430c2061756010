import { HttpException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import { addressKey } from './address-key.js';
import { tokenOf } from './credentials.js';
import type { RequestBudget } from './request-budget.js';

/** Whoever looks after the process asks these often, and must get an answer when it is busy. */
const UNLIMITED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Limits what comes without a token, by its address: pages, documents, and those who have nothing to show. A token is
 * counted for itself when it is good (`RequestBudgetGuard`) and against its address when it is wrong (`FailedAttempts`).
 */
export function addressBudget(budget: RequestBudget) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const limited = tokenOf(request.headers) === undefined && !UNLIMITED.has(request.path);
    const wait = limited ? budget.take(`address ${addressKey(request)}`) : 0;
    next(wait === 0 ? undefined : tooManyRequests(response, wait));
  };
}

/** @param seconds until the next request may be made */
export function tooManyRequests(response: Response, seconds: number): HttpException {
  response.setHeader('Retry-After', String(seconds));
  return new HttpException({ code: 'too_many_requests', message: 'Too many requests. Slow down.' }, 429);
}
