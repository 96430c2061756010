import { Delete, Get, Header, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope, scopeOf, targetProject } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { IdOf } from '../http/id.pipe.js';
import { pageOf } from '../http/page.js';
import { Projects } from '../access/projects.js';
import { RequestBody, RequestQuery } from '../http/request-input.js';
import { InvalidInputError } from '../webhooks.errors.js';
import { toChange, toNewWebhook } from './webhook-dto.mapper.js';
import { WebhookStates } from './webhook-states.service.js';
import { CreateWebhookDto, ListWebhooksQuery, UpdateWebhookDto } from './webhook.dto.js';
import type { ChangeContext } from './webhook.input.js';
import { toWebhookJson } from './webhook.mapper.js';
import { WebhooksService } from './webhooks.service.js';

/** `/v1/webhooks` */
@ApiController('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly states: WebhookStates,
    private readonly projects: Projects,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Create a webhook; its secret is shown in this answer only', returns: 'Webhook' })
  async create(@Call() caller: Caller, @RequestBody(CreateWebhookDto) body: CreateWebhookDto): Promise<object> {
    const project = targetProject(caller, body.project_id);
    await this.projects.require(project);
    return toWebhookJson(await this.webhooks.create(toNewWebhook(body, project), contextOf(caller)));
  }

  @Get()
  @RequireScope('webhooks:read')
  @Describe({ summary: 'List webhooks, newest first', returns: { list: 'webhooks', of: 'Webhook' } })
  async list(@Call() caller: Caller, @RequestQuery(ListWebhooksQuery) query: ListWebhooksQuery): Promise<object> {
    const { search, status } = query;
    const scope = listScope(caller, query.project_id);
    const page = await this.webhooks.list({
      ...pageOf(query),
      scope,
      ...(search === undefined ? {} : { search }),
      ...(status === undefined ? {} : { status }),
    });
    const shown = scope === null ? await this.projects.known(page.items, ({ row }) => row.project_id) : page.items;
    return { webhooks: shown.map(toWebhookJson), next_cursor: page.nextCursor };
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @Describe({ summary: 'Read a webhook', returns: 'Webhook' })
  async get(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<object> {
    return toWebhookJson(await this.webhooks.get(id, scopeOf(caller)));
  }

  @Patch(':id')
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Change a webhook: absent keeps, null clears, arrays replace', returns: 'Webhook' })
  async patch(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestBody(UpdateWebhookDto) body: UpdateWebhookDto,
  ): Promise<object> {
    const current = toWebhookJson(await this.webhooks.get(id, scopeOf(caller)));
    for (const field of ['id', 'project_id', 'external_id'] as const) {
      if (body[field] === undefined || body[field] === current[field]) continue;
      throw InvalidInputError.of(field, 'not_changeable', `${field} cannot be changed.`, 'what it is, or absent');
    }
    return toWebhookJson(await this.webhooks.update(id, scopeOf(caller), toChange(body), contextOf(caller)));
  }

  @Put(':id')
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Change a webhook: merges like PATCH', returns: 'Webhook' })
  put(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestBody(UpdateWebhookDto) body: UpdateWebhookDto,
  ): Promise<object> {
    return this.patch(caller, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Delete a webhook; its deliveries stay readable', returns: null })
  async remove(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<void> {
    await this.webhooks.remove(id, scopeOf(caller), contextOf(caller));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Pause: new events are skipped, what waits goes on waiting', returns: 'Webhook' })
  async pause(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<object> {
    await this.states.pause(id, scopeOf(caller), contextOf(caller));
    return this.get(caller, id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Resume a paused webhook', returns: 'Webhook' })
  async resume(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<object> {
    await this.states.resume(id, scopeOf(caller), contextOf(caller));
    return this.get(caller, id);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @Describe({
    summary: 'Enable a disabled webhook and reset its counters; sends nothing by itself',
    returns: 'Webhook',
  })
  async enable(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<object> {
    await this.states.enable(id, scopeOf(caller), contextOf(caller));
    return this.get(caller, id);
  }
}

export function contextOf(caller: Caller): ChangeContext {
  return { actor: caller.actor, unknownEvents: 'refuse' };
}
