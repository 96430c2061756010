import {
  HttpException,
  Inject,
  Injectable,
  mixin,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { answerTo } from '../http/answer.js';
import type { WebhookReceiver } from '../receiver.js';
import { keptWebhook } from './nest-request.js';
import { receiverToken } from './receiver-token.js';

/** Runs a guarded route once per message: a repetition is answered with 200 and does not reach it. */
export function skipDuplicates(name?: string): Type<NestInterceptor> {
  @Injectable()
  class SkipDuplicatesInterceptor implements NestInterceptor {
    constructor(@Inject(receiverToken(name)) private readonly receiver: WebhookReceiver) {}

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const run = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
      const reception = await this.receiver.process(keptWebhook(context), run);
      if (reception.status === 'processed') return of(reception.result);
      const { status, body } = answerTo(reception);
      if (status === 200) return of(body);
      throw new HttpException(body, status);
    }
  }
  return mixin(SkipDuplicatesInterceptor);
}
