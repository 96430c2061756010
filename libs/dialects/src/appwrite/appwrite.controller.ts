import {
  Body,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Req,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ApiGuard, Call, OwnController, RequireScope, type Caller, type ShownWebhook } from '@posthorn/webhooks';
import { bodyOf } from '../management/json-body.js';
import { WebhookManagement } from '../management/webhook-management.js';
import { AppwriteErrorFilter } from './appwrite-error.filter.js';
import { AppwriteLogs } from './appwrite-logs.js';
import { listByQueries } from './appwrite-queries.js';
import { NO_PROJECT } from './appwrite-routing.js';
import { formatOf, fromAppwrite, requireName, toAppwrite, webhookIdOf } from './appwrite-webhook.js';

const FORMAT = 'x-appwrite-response-format';
const LOGS_SHOWN = 50;

/** `/v1/webhooks` and `/v1/projects/{id}/webhooks` of document 003, as the published clients call them. */
@OwnController('v1/projects/:projectId/webhooks')
@UseGuards(ApiGuard)
@UseFilters(AppwriteErrorFilter)
export class AppwriteController {
  constructor(
    private readonly management: WebhookManagement,
    private readonly logs: AppwriteLogs,
  ) {}

  @Post()
  @RequireScope('webhooks:write')
  async create(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Headers(FORMAT) format: unknown,
    @Body() given: unknown,
  ): Promise<object> {
    const body = bodyOf(given);
    requireName(body);
    const native = { dialect: 'appwrite', ...fromAppwrite(body), external_id: webhookIdOf(body) };
    return toAppwrite(
      await this.management.create(caller, await this.project(caller, projectId), native),
      formatOf(format),
    );
  }

  @Get()
  @RequireScope('webhooks:read')
  async list(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Headers(FORMAT) format: unknown,
    @Req() request: { readonly url: string },
  ): Promise<object> {
    const oldest = [...(await this.management.list(await this.project(caller, projectId)))].reverse();
    const queryString = request.url.slice(request.url.indexOf('?') + 1 || request.url.length);
    // What failed last is read for those that are shown, unless the queries ask for it.
    const asked = queryString.includes('logs') ? oldest : listByQueries(oldest, queryString).webhooks;
    const errors = await this.management.lastErrors(asked);
    const logs = ({ id }: ShownWebhook['row']): string => errors.get(id) ?? '';
    const { total, webhooks } = listByQueries(oldest, queryString, logs);
    return { total, webhooks: webhooks.map((webhook) => toAppwrite(webhook, formatOf(format), logs(webhook.row))) };
  }

  @Get(':webhookId')
  @RequireScope('webhooks:read')
  async get(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
    @Headers(FORMAT) format: unknown,
  ): Promise<object> {
    const webhook = await this.find(caller, projectId, webhookId);
    return toAppwrite(webhook, formatOf(format), await this.management.lastError(webhook));
  }

  /** Merges: the document changes single fields, today's clients send them all. Never touches the secret. */
  @Put(':webhookId')
  @RequireScope('webhooks:write')
  async update(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
    @Headers(FORMAT) format: unknown,
    @Body() given: unknown,
  ): Promise<object> {
    const { row } = await this.find(caller, projectId, webhookId);
    const { secret: _never, ...native } = fromAppwrite(bodyOf(given), row);
    return toAppwrite(await this.management.update(caller, row.id, row.project_id, native), formatOf(format));
  }

  @Patch(':webhookId')
  @RequireScope('webhooks:write')
  patch(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
    @Headers(FORMAT) format: unknown,
    @Body() given: unknown,
  ): Promise<object> {
    return this.update(caller, projectId, webhookId, format, given);
  }

  /** `/signature` is what it was called before 1.9.1. */
  @Patch([':webhookId/secret', ':webhookId/signature'])
  @RequireScope('webhooks:write')
  async rotate(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
    @Headers(FORMAT) format: unknown,
    @Body() given: unknown,
  ): Promise<object> {
    const { row } = await this.find(caller, projectId, webhookId);
    const wanted = bodyOf(given)['secret'];
    const secret = await this.management.rotate(
      caller,
      row.id,
      row.project_id,
      typeof wanted === 'string' ? wanted : undefined,
    );
    return toAppwrite({ ...(await this.management.get(row.id, row.project_id)), secret }, formatOf(format));
  }

  @Delete(':webhookId')
  @HttpCode(204)
  @RequireScope('webhooks:write')
  async remove(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
  ): Promise<void> {
    const { row } = await this.find(caller, projectId, webhookId);
    await this.management.remove(caller, row.id, row.project_id);
  }

  /** What the document shows under "Logs"; its system has no route for them. */
  @Get(':webhookId/logs')
  @RequireScope('deliveries:read')
  async history(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
  ): Promise<object> {
    const { row } = await this.find(caller, projectId, webhookId);
    const logs = await this.logs.rows(await this.management.recent(row.id, row.project_id, LOGS_SHOWN));
    return { total: logs.length, logs };
  }

  @Post(':webhookId/logs/:logId/replay')
  @RequireScope('deliveries:write')
  async replay(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('webhookId') webhookId: string,
    @Param('logId') logId: string,
  ): Promise<object> {
    const { row } = await this.find(caller, projectId, webhookId);
    return this.logs.row(await this.management.replay(caller, row.id, row.project_id, logId));
  }

  private async find(caller: Caller, projectId: string, webhookId: string): Promise<ShownWebhook> {
    return this.management.find(caller, webhookId, await this.project(caller, projectId));
  }

  private project(caller: Caller, projectId: string): Promise<string> {
    return this.management.project(caller, projectId === NO_PROJECT ? undefined : projectId);
  }
}
