import { HttpException, Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { getCaller } from '@posthorn/webhooks';

/** Limits each authenticated caller, over all routes together. What needs no token is not limited here. */
@Injectable()
export class CallerThrottlerGuard extends ThrottlerGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(getCaller(context.switchToHttp().getRequest<object>()) === undefined);
  }

  protected override async getTracker(request: object): Promise<string> {
    const caller = getCaller(request);
    return Promise.resolve(`${caller?.projectId ?? ''}:${caller?.actor ?? ''}`);
  }

  /** One budget per caller, not one per route. */
  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return `${name}:${tracker}`;
  }

  protected override async throwThrottlingException(
    context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const response = context.switchToHttp().getResponse<{ setHeader(name: string, value: string): void }>();
    response.setHeader('Retry-After', String(Math.max(1, timeToBlockExpire)));
    throw new HttpException({ code: 'too_many_requests', message: 'Too many requests. Slow down.' }, 429);
  }
}
