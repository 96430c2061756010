import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { getCaller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { tooManyRequests } from './address-budget.js';
import { RequestBudget } from './request-budget.js';

/** Limits each authenticated caller, over all routes together. What brings no token is limited before: `addressBudget`. */
@Injectable()
export class RequestBudgetGuard implements CanActivate {
  constructor(private readonly budget: RequestBudget) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const caller = getCaller(http.getRequest<Request>());
    const wait = caller ? this.budget.take(caller.actor) : 0;
    if (wait === 0) return true;
    throw tooManyRequests(http.getResponse<Response>(), wait);
  }
}
