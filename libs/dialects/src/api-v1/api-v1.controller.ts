import { Body, Delete, Get, Param, Patch, Post, Put, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  ApiGuard,
  Call,
  OwnController,
  RequireScope,
  scopeOf,
  toDeliveryJson,
  type Caller,
  type ShownWebhook,
} from '@posthorn/webhooks';
import { fromClassic, toClassic } from '../classic/classic-webhook.js';
import { FluxbaseDeliveries } from '../fluxbase/fluxbase-deliveries.js';
import { fromFluxbase, nameOfUrl, toFluxbase } from '../fluxbase/fluxbase-webhook.js';
import { bodyOf } from '../management/json-body.js';
import { WebhookManagement } from '../management/webhook-management.js';
import { ApiV1ErrorFilter } from './api-v1-error.filter.js';
import { isFluxbaseRequest, isFluxbaseWebhook, limitOf, wantsEnvelope, type PlainRequest } from './api-v1-family.js';

const DELIVERIES_SHOWN = 50;

/**
 * `/api/v1/webhooks` of documents 002 and 004: which one is meant is seen from the request when a webhook is made,
 * from the dialect of the webhook afterwards.
 */
@OwnController('api/v1/webhooks')
@UseGuards(ApiGuard)
@UseFilters(ApiV1ErrorFilter)
export class ApiV1Controller {
  constructor(
    private readonly management: WebhookManagement,
    private readonly histories: FluxbaseDeliveries,
    private readonly adapters: HttpAdapterHost,
  ) {}

  @Post()
  @RequireScope('webhooks:write')
  async create(@Call() caller: Caller, @Req() request: PlainRequest, @Body() given: unknown): Promise<object> {
    const body = bodyOf(given);
    const named = body['project_id'] ?? request.headers['x-fb-tenant'];
    const project = await this.management.project(caller, typeof named === 'string' ? named : undefined);
    const native = isFluxbaseRequest(request, body)
      ? { dialect: 'fluxbase', name: nameOfUrl(body['url']), ...fromFluxbase(body) }
      : { dialect: 'classic', ...fromClassic(body) };
    return shown(await this.management.create(caller, project, native));
  }

  @Get()
  @RequireScope('webhooks:read')
  async list(@Call() caller: Caller, @Req() request: PlainRequest): Promise<object> {
    const webhooks = (await this.management.list(scopeOf(caller))).map(shown);
    return wantsEnvelope(request) ? { webhooks, total: webhooks.length } : webhooks;
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  async get(@Call() caller: Caller, @Param('id') id: string): Promise<object> {
    return shown(await this.management.find(caller, id));
  }

  @Patch(':id')
  @RequireScope('webhooks:write')
  async update(@Call() caller: Caller, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { row } = await this.management.find(caller, id);
    const native = isFluxbaseWebhook(row) ? fromFluxbase(bodyOf(body), row.retry) : fromClassic(bodyOf(body));
    return shown(await this.management.update(caller, row.id, scopeOf(caller), native));
  }

  @Put(':id')
  @RequireScope('webhooks:write')
  replace(@Call() caller: Caller, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.update(caller, id, body);
  }

  @Delete(':id')
  @RequireScope('webhooks:write')
  async remove(
    @Call() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: object,
  ): Promise<object | undefined> {
    const { row } = await this.management.find(caller, id);
    await this.management.remove(caller, row.id, scopeOf(caller));
    if (isFluxbaseWebhook(row)) return { success: true, message: 'Webhook deleted' };
    this.adapters.httpAdapter.status(response, 204);
    return undefined;
  }

  @Post(':id/test')
  @RequireScope('webhooks:write')
  async test(
    @Call() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: object,
  ): Promise<object> {
    const { row } = await this.management.find(caller, id);
    const attempt = await this.management.test(row.id, scopeOf(caller));
    this.adapters.httpAdapter.status(response, 200);
    const success = attempt.outcome === 'success';
    return {
      success,
      message: success ? 'Test webhook sent' : 'The endpoint did not accept the test',
      ...(attempt.statusCode === null ? {} : { status_code: attempt.statusCode, response_body: attempt.responseBody }),
      ...(attempt.error === null ? {} : { error: attempt.error }),
    };
  }

  @Get(':id/deliveries')
  @RequireScope('deliveries:read')
  async deliveries(@Call() caller: Caller, @Req() request: PlainRequest, @Param('id') id: string): Promise<object> {
    const { row } = await this.management.find(caller, id);
    const recent = await this.management.recent(row.id, scopeOf(caller), limitOf(request, DELIVERIES_SHOWN));
    if (!isFluxbaseWebhook(row)) return { deliveries: recent.map(toDeliveryJson) };
    const deliveries = await this.histories.rows(recent);
    return wantsEnvelope(request) ? { deliveries } : deliveries;
  }

  @Post(':id/deliveries/:deliveryId/replay')
  @RequireScope('deliveries:write')
  async replay(
    @Call() caller: Caller,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<object> {
    const { row } = await this.management.find(caller, id);
    const replay = await this.management.replay(caller, row.id, scopeOf(caller), deliveryId);
    return isFluxbaseWebhook(row) ? this.histories.row(replay) : toDeliveryJson(replay);
  }
}

function shown(webhook: ShownWebhook): object {
  return isFluxbaseWebhook(webhook.row) ? toFluxbase(webhook) : toClassic(webhook);
}
