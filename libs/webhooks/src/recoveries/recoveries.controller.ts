import { Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { scopeOf } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { IdOf } from '../http/id.pipe.js';
import { parseMoment } from '../http/moment.js';
import { pageOf } from '../http/page.js';
import { RequestBody, RequestQuery } from '../http/request-input.js';
import { InvalidInputError } from '../webhooks.errors.js';
import { RecoveriesService, type RecoveryRequest } from './recoveries.service.js';
import { ListRecoveriesQuery, RecoverDto } from './recovery.dto.js';
import { toPreviewJson, toRecoveryJson } from './recovery.mapper.js';

/** `/v1/webhooks/{id}/recover`, `/v1/webhooks/{id}/recoveries` */
@ApiController('webhooks/:id')
export class WebhookRecoveriesController {
  constructor(private readonly recoveries: RecoveriesService) {}

  @Post('recover')
  @RequireScope('deliveries:write')
  @Describe({
    summary: 'Send again what failed, was skipped or never sent, oldest first; dry_run only counts, with status 200',
    returns: 'Recovery',
    orStatus: 200,
  })
  async recover(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestBody(RecoverDto) body: RecoverDto,
    @Res({ passthrough: true }) response: { status(code: number): unknown },
  ): Promise<object> {
    const request = requestOf(body);
    if (body.dry_run === true) {
      const { selection, count } = await this.recoveries.preview(id, scopeOf(caller), request);
      response.status(200);
      return toPreviewJson(id, selection, count);
    }
    return toRecoveryJson(await this.recoveries.start(id, scopeOf(caller), request, { actor: caller.actor }));
  }

  @Get('recoveries')
  @RequireScope('deliveries:read')
  @Describe({
    summary: 'List the recoveries of a webhook, newest first',
    returns: { list: 'recoveries', of: 'Recovery' },
  })
  async list(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestQuery(ListRecoveriesQuery) query: ListRecoveriesQuery,
  ): Promise<object> {
    const page = await this.recoveries.list(id, scopeOf(caller), pageOf(query));
    return { recoveries: page.items.map((row) => toRecoveryJson(row)), next_cursor: page.nextCursor };
  }
}

/** `/v1/recoveries/{id}` */
@ApiController('recoveries')
export class RecoveriesController {
  constructor(private readonly recoveries: RecoveriesService) {}

  @Get(':id')
  @RequireScope('deliveries:read')
  @Describe({ summary: 'Read a recovery with what became of its deliveries', returns: 'Recovery' })
  async get(@Call() caller: Caller, @Param('id', IdOf('rec')) id: string): Promise<object> {
    const row = await this.recoveries.get(id, scopeOf(caller));
    return toRecoveryJson(row, await this.recoveries.outcomes(row));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequireScope('deliveries:write')
  @Describe({ summary: 'End a recovery; what it has queued is still sent', returns: 'Recovery' })
  async cancel(@Call() caller: Caller, @Param('id', IdOf('rec')) id: string): Promise<object> {
    return toRecoveryJson(await this.recoveries.cancel(id, scopeOf(caller), { actor: caller.actor }));
  }
}

function requestOf({ since, until, status, event_types, rate_per_second }: RecoverDto): RecoveryRequest {
  const begin = parseMoment(since);
  if (!begin) throw InvalidInputError.of('since', 'invalid', 'since has to be a time.');
  const end = parseMoment(until);
  return {
    since: begin,
    ...(end ? { until: end } : {}),
    ...(status ? { statuses: status } : {}),
    ...(event_types ? { eventTypes: event_types } : {}),
    ...(rate_per_second ? { ratePerSecond: rate_per_second } : {}),
  };
}
