import { HttpException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { getCaller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { RequestBudget } from './request-budget.js';

/** Limits each authenticated caller, over all routes together. What needs no token is not limited here. */
@Injectable()
export class RequestBudgetGuard implements CanActivate {
  constructor(private readonly budget: RequestBudget) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const caller = getCaller(http.getRequest<Request>());
    const wait = caller ? this.budget.take(caller.actor) : 0;
    if (wait === 0) return true;
    http.getResponse<Response>().setHeader('Retry-After', String(wait));
    throw new HttpException({ code: 'too_many_requests', message: 'Too many requests. Slow down.' }, 429);
  }
}
