import { Controller, HttpCode, HttpException, Inject, Post, Req, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import { answerTo, type HttpAnswer } from '../http/answer.js';
import type { WebhookReceiver } from '../receiver.js';
import { rawRequestOf, type NestRequest } from './nest-request.js';
import { receiverToken } from './receiver-token.js';
import { WebhookHandlers } from './webhook-handlers.js';

/** A controller of its own for each receiver: its path and its receiver are known only when the module is made. */
export function webhookController(path: string, name: string): Type<unknown> {
  // Senders know the path as it was configured, whatever default version the host has.
  @Controller({ path, version: VERSION_NEUTRAL })
  class WebhookReceiverController {
    constructor(
      @Inject(receiverToken(name)) private readonly receiver: WebhookReceiver,
      @Inject(WebhookHandlers) private readonly handlers: WebhookHandlers,
    ) {}

    @Post()
    @HttpCode(200)
    async receive(@Req() request: NestRequest): Promise<HttpAnswer['body']> {
      const reception = await this.receiver.receive(await rawRequestOf(request), (webhook) =>
        this.handlers.handle(webhook, name),
      );
      // Nobody waits for this event here: trying again would not change that.
      if (reception.status === 'processed' && reception.result === 0) return { status: 'ignored' };
      const { status, body } = answerTo(reception);
      if (status !== 200) throw new HttpException(body, status);
      return body;
    }
  }
  return WebhookReceiverController;
}
