import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, UseFilters, UseGuards } from '@nestjs/common';
import { ApiGuard, Call, OwnController, RequireScope, type Caller } from '@posthorn/webhooks';
import { bodyOf } from '../management/json-body.js';
import { WebhookManagement } from '../management/webhook-management.js';
import { BackendifyErrorFilter } from './backendify-error.filter.js';
import { BackendifyDeliveries } from './backendify-deliveries.js';
import { fromBackendify, toBackendify } from './backendify-webhook.js';

const DELIVERIES_SHOWN = 50;

/** `/api/projects/{project_id}/webhooks` of document 000; what it leaves out is filled in by its real server. */
@OwnController('api/projects/:projectId/webhooks')
@UseGuards(ApiGuard)
@UseFilters(BackendifyErrorFilter)
export class BackendifyController {
  constructor(
    private readonly management: WebhookManagement,
    private readonly histories: BackendifyDeliveries,
  ) {}

  @Post()
  @RequireScope('webhooks:write')
  async create(@Call() caller: Caller, @Param('projectId') projectId: string, @Body() body: unknown): Promise<object> {
    const project = await this.management.project(caller, projectId);
    const native = { dialect: 'backendify', ...fromBackendify(bodyOf(body)) };
    return toBackendify(await this.management.create(caller, project, native));
  }

  @Get()
  @RequireScope('webhooks:read')
  async list(@Call() caller: Caller, @Param('projectId') projectId: string): Promise<readonly object[]> {
    const project = await this.management.project(caller, projectId);
    return (await this.management.list(project)).map(toBackendify);
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  async get(@Call() caller: Caller, @Param('projectId') projectId: string, @Param('id') id: string): Promise<object> {
    const project = await this.management.project(caller, projectId);
    return toBackendify(await this.management.find(caller, id, project));
  }

  @Patch(':id')
  @RequireScope('webhooks:write')
  async update(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const project = await this.management.project(caller, projectId);
    const { row } = await this.management.find(caller, id, project);
    return toBackendify(await this.management.update(caller, row.id, project, fromBackendify(bodyOf(body))));
  }

  @Put(':id')
  @RequireScope('webhooks:write')
  replace(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return this.update(caller, projectId, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('webhooks:write')
  async remove(@Call() caller: Caller, @Param('projectId') projectId: string, @Param('id') id: string): Promise<void> {
    const project = await this.management.project(caller, projectId);
    const { row } = await this.management.find(caller, id, project);
    await this.management.remove(caller, row.id, project);
  }

  @Post(':id/test')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  async test(@Call() caller: Caller, @Param('projectId') projectId: string, @Param('id') id: string): Promise<object> {
    const project = await this.management.project(caller, projectId);
    const { row } = await this.management.find(caller, id, project);
    const attempt = await this.management.test(row.id, project);
    return { success: attempt.outcome === 'success', response_status: attempt.statusCode, error: attempt.error };
  }

  @Get(':id/deliveries')
  @RequireScope('deliveries:read')
  async deliveries(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('id') id: string,
  ): Promise<readonly object[]> {
    const project = await this.management.project(caller, projectId);
    const { row } = await this.management.find(caller, id, project);
    return this.histories.rows(await this.management.recent(row.id, project, DELIVERIES_SHOWN));
  }

  @Post(':id/deliveries/:deliveryId/replay')
  @RequireScope('deliveries:write')
  async replay(
    @Call() caller: Caller,
    @Param('projectId') projectId: string,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<object> {
    const project = await this.management.project(caller, projectId);
    const { row } = await this.management.find(caller, id, project);
    return this.histories.row(await this.management.replay(caller, row.id, project, deliveryId));
  }
}
