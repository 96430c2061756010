import {
  HttpException,
  Inject,
  Injectable,
  mixin,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { answerTo } from '../http/answer.js';
import type { WebhookReceiver } from '../receiver.js';
import { keepWebhook, rawRequestOf, type NestRequest } from './nest-request.js';
import { receiverToken } from './receiver-token.js';

/** The guard of a receiver that has a name. Lets in what the sender has signed, and answers 401 to everything else. */
export function webhookGuard(name?: string): Type<CanActivate> {
  @Injectable()
  class NamedWebhookGuard implements CanActivate {
    constructor(@Inject(receiverToken(name)) private readonly receiver: WebhookReceiver) {}

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const request = context.switchToHttp().getRequest<NestRequest>();
      const answer = this.receiver.verify(await rawRequestOf(request));
      if (answer.status === 'refused') {
        const { status, body } = answerTo(answer);
        throw new HttpException(body, status);
      }
      keepWebhook(request, answer.webhook);
      return true;
    }
  }
  return mixin(NamedWebhookGuard);
}

/** The guard of `WebhookReceiverModule.forRoot` without a name. */
export const WebhookGuard: Type<CanActivate> = webhookGuard();
