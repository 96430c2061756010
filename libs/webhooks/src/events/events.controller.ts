import { Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope, scopeOf, targetProject } from '../access/project-scope.js';
import { Projects } from '../access/projects.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { IdOf } from '../http/id.pipe.js';
import { parseMoment } from '../http/moment.js';
import { pageOf } from '../http/page.js';
import { RequestBody, RequestQuery } from '../http/request-input.js';
import { toDeliveryJson } from '../deliveries/delivery.mapper.js';
import { formatId } from '../ids/prefixed-id.js';
import { statusOfWebhook } from '../webhooks/webhook.row.js';
import { ListEventsQuery, PublishEventDto } from './event.dto.js';
import { EventExplainer } from './event-explainer.service.js';
import { toEventJson } from './event.mapper.js';
import { EventPublisher } from './event-publisher.service.js';
import { EventsService } from './events.service.js';
import { toPublication } from './publication.js';

/** `/v1/events` */
@ApiController('events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly publisher: EventPublisher,
    private readonly explainer: EventExplainer,
    private readonly projects: Projects,
  ) {}

  @Post()
  @RequireScope('events:publish')
  @Describe({ summary: 'Publish an event: {type, data}, {record} or {appwrite}', returns: 'Event' })
  async publish(@Call() caller: Caller, @RequestBody(PublishEventDto) body: PublishEventDto): Promise<object> {
    const project = targetProject(caller, body.project_id);
    await this.projects.require(project);
    const id = await this.publisher.publish(toPublication(body, project));
    return toEventJson(await this.events.get(id, null));
  }

  @Get()
  @RequireScope('events:read')
  @Describe({ summary: 'List events, newest first', returns: { list: 'events', of: 'Event' } })
  async list(@Call() caller: Caller, @RequestQuery(ListEventsQuery) query: ListEventsQuery): Promise<object> {
    const [since, until] = [parseMoment(query.since), parseMoment(query.until)];
    const page = await this.events.list({
      ...pageOf(query),
      scope: listScope(caller, query.project_id),
      ...(query.type === undefined ? {} : { type: query.type }),
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
    });
    return { events: page.items.map(toEventJson), next_cursor: page.nextCursor };
  }

  @Get(':id')
  @RequireScope('events:read')
  @Describe({ summary: 'Read an event', returns: 'Event' })
  async get(@Call() caller: Caller, @Param('id', IdOf('evt')) id: string): Promise<object> {
    return toEventJson(await this.events.get(id, scopeOf(caller)));
  }

  @Get(':id/explain')
  @RequireScope('events:read')
  @Describe({ summary: 'Say for each webhook why it did or did not get the event', returns: 'Explanation' })
  async explain(@Call() caller: Caller, @Param('id', IdOf('evt')) id: string): Promise<object> {
    const { event, webhooks } = await this.explainer.explain(id, scopeOf(caller));
    return {
      event_id: formatId('evt', event.id),
      ...(event.invalid_reason === null ? {} : { invalid_reason: event.invalid_reason }),
      webhooks: webhooks.map(({ webhook, verdict, deliveries, outcome, outcome_reason }) => ({
        webhook_id: formatId('hook', webhook.id),
        name: webhook.name,
        status: statusOfWebhook(webhook),
        ...(webhook.deleted_at === null ? {} : { deleted: true }),
        ...verdict,
        outcome,
        outcome_reason,
        deliveries: deliveries.map(toDeliveryJson),
      })),
    };
  }

  @Delete(':id/payload')
  @HttpCode(204)
  @RequireScope('events:write')
  @Describe({ summary: 'Erase the payload of an event; what waits for it ends as unsendable', returns: null })
  async erase(@Call() caller: Caller, @Param('id', IdOf('evt')) id: string): Promise<void> {
    await this.events.erase(id, scopeOf(caller), caller.actor);
  }
}
