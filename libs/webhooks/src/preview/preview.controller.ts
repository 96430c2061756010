import { HttpCode, Post } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { scopeOf } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { isoSeconds } from '../http/moment.js';
import { RequestBody } from '../http/request-input.js';
import { parseId } from '../ids/prefixed-id.js';
import { InvalidInputError, ResourceNotFoundError } from '../webhooks.errors.js';
import { PreviewWebhookDto, TestFilterDto } from './preview.dto.js';
import { PreviewService } from './preview.service.js';

/** `/v1/webhooks/preview` */
@ApiController('webhooks/preview')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  @Post()
  @HttpCode(200)
  @RequireScope('webhooks:read')
  @Describe({ summary: 'Show the request that a webhook would be sent; nothing is sent or stored', returns: 'Preview' })
  async preview(@Call() caller: Caller, @RequestBody(PreviewWebhookDto) body: PreviewWebhookDto): Promise<object> {
    const webhookId = body.webhook_id ? known('hook', body.webhook_id) : undefined;
    const eventId = body.event_id ? known('evt', body.event_id) : undefined;
    const { dialect, url, name, events, collections, tables, filter, signing } = body;
    const given = { dialect, url, name, events, collections, tables, filter, signing };
    const { event, verdict, matchedTypes, warnings, request, secret } = await this.previews.preview(
      {
        ...(webhookId === undefined ? {} : { webhookId }),
        ...(eventId === undefined ? {} : { eventId }),
        ...(body.event_type ? { eventType: body.event_type } : {}),
        ...(body.secret ? { secret: body.secret } : {}),
        settings: Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
        ),
      },
      scopeOf(caller),
    );
    return {
      event: { id: event.id, type: event.type, occurred_at: isoSeconds(event.occurredAt) },
      ...verdict,
      matched_types: matchedTypes,
      warnings,
      request,
      secret,
    };
  }
}

/** `/v1/filters/test` */
@ApiController('filters/test')
export class FilterTestController {
  constructor(private readonly previews: PreviewService) {}

  @Post()
  @HttpCode(200)
  @RequireScope('webhooks:read')
  @Describe({ summary: 'Say whether a payload, or a stored event, meets a filter', returns: 'FilterTest' })
  async test(@Call() caller: Caller, @RequestBody(TestFilterDto) body: TestFilterDto): Promise<object> {
    const { filter, payload, event_id } = body;
    if ((payload ?? null) === null && (event_id ?? null) === null) {
      throw InvalidInputError.of('payload', 'required', 'payload or event_id is required.');
    }
    const against = payload ? { payload } : { eventId: known('evt', event_id ?? '') };
    return { matches: await this.previews.testFilter(filter, against, scopeOf(caller)) };
  }
}

function known(prefix: 'hook' | 'evt', id: string): string {
  const uuid = parseId(prefix, id);
  if (uuid === null) throw new ResourceNotFoundError(prefix === 'hook' ? 'webhook' : 'event');
  return uuid;
}
