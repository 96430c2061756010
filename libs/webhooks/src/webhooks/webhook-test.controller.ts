import { HttpCode, Param, Post } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { scopeOf } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { DeliveryRequests } from '../deliveries/delivery-requests.service.js';
import { toAttemptJson } from '../deliveries/delivery.mapper.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { IdOf } from '../http/id.pipe.js';
import { RequestBody } from '../http/request-input.js';
import { deliveryId } from '../ids/delivery-id.js';
import { formatId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import { attemptRowOf, WebhookTests } from './webhook-test.service.js';
import { TestWebhookDto } from './webhook.dto.js';

/** `/v1/webhooks/{id}/test` */
@ApiController('webhooks/:id/test')
export class WebhookTestController {
  constructor(
    private readonly tests: WebhookTests,
    private readonly deliveries: DeliveriesService,
    private readonly requests: DeliveryRequests,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Send a sample now and answer with the attempt', returns: 'TestResult' })
  async send(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestBody(TestWebhookDto) body: TestWebhookDto,
  ): Promise<object> {
    const record = await this.tests.send(id, scopeOf(caller), body.event_type ?? undefined);
    const delivery = await this.deliveries.find(record.key);
    if (!delivery) throw new ResourceNotFoundError('delivery');
    const attempt = attemptRowOf(record);
    const headers = await this.requests.headersOf(delivery);
    return {
      success: record.outcome === 'success',
      delivery_id: deliveryId(record.key),
      event_id: formatId('evt', record.key.eventId),
      ...toAttemptJson(attempt, headers(attempt)),
    };
  }
}
