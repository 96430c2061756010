import { Get, Param, Patch, Post } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { pageOf } from '../http/page.js';
import { RequestBody, RequestQuery } from '../http/request-input.js';
import { ChangeEventTypeDto, ListEventTypesQuery, RegisterEventTypeDto } from './event-type.dto.js';
import { toEventTypeJson } from './event-type.mapper.js';
import { EventTypesService } from './event-types.service.js';

/** `/v1/event-types` */
@ApiController('event-types')
export class EventTypesController {
  constructor(private readonly types: EventTypesService) {}

  @Get()
  @RequireScope('event-types:read')
  @Describe({ summary: 'List event types', returns: { list: 'event_types', of: 'EventType' } })
  async list(@RequestQuery(ListEventTypesQuery) query: ListEventTypesQuery): Promise<object> {
    const page = await this.types.list(pageOf(query));
    return { event_types: page.items.map(toEventTypeJson), next_cursor: page.nextCursor };
  }

  @Post()
  @RequireScope('admin')
  @Describe({ summary: 'Register an event type by its JSON Schema', returns: 'EventType' })
  async register(
    @Call() caller: Caller,
    @RequestBody(RegisterEventTypeDto) body: RegisterEventTypeDto,
  ): Promise<object> {
    const { name, description, version, schema, example } = body;
    const type = {
      name,
      description: description ?? '',
      version: version ?? 1,
      schema: schema ?? null,
      example: example ?? null,
    };
    return toEventTypeJson(await this.types.register(type, caller.actor));
  }

  @Get(':name')
  @RequireScope('event-types:read')
  @Describe({ summary: 'Read an event type', returns: 'EventType' })
  async get(@Param('name') name: string): Promise<object> {
    return toEventTypeJson(await this.types.get(name));
  }

  @Patch(':name')
  @RequireScope('admin')
  @Describe({ summary: 'Change an event type that was registered over the API', returns: 'EventType' })
  async change(
    @Call() caller: Caller,
    @Param('name') name: string,
    @RequestBody(ChangeEventTypeDto) body: ChangeEventTypeDto,
  ): Promise<object> {
    const { description, version, schema, example } = body;
    const change = {
      description: description === null ? '' : description,
      version: version === null ? 1 : version,
      schema,
      example,
    };
    return toEventTypeJson(await this.types.change(name, change, caller.actor));
  }
}
