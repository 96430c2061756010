import { Get } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { parseMoment } from '../http/moment.js';
import { RequestQuery } from '../http/request-input.js';
import { parseId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import { StatisticsService } from './statistics.service.js';
import { parseInterval, StatsQuery, WebhookStatsQuery } from './stats.dto.js';
import { toStatsJson, toWebhookStatsJson } from './stats.mapper.js';

/** `/v1/stats` */
@ApiController('stats')
export class StatsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get()
  @RequireScope('deliveries:read')
  @Describe({ summary: 'Deliveries by outcome, success rate and response times over time, UTC', returns: 'Stats' })
  async read(@Call() caller: Caller, @RequestQuery(StatsQuery) query: StatsQuery): Promise<object> {
    const [since, until] = [parseMoment(query.since), parseMoment(query.until)];
    const webhookId = query.webhook_id === undefined ? undefined : parseId('hook', query.webhook_id);
    if (webhookId === null) throw new ResourceNotFoundError('webhook');
    const intervalSeconds = parseInterval(query.interval);
    const statistics = await this.statistics.read({
      scope: listScope(caller, query.project_id),
      ...(webhookId === undefined ? {} : { webhookId }),
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
      ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    });
    return toStatsJson(statistics);
  }

  @Get('webhooks')
  @RequireScope('deliveries:read')
  @Describe({ summary: 'The same per webhook, the 200 with the most failures, most first', returns: 'WebhookStats' })
  async byWebhook(@Call() caller: Caller, @RequestQuery(WebhookStatsQuery) query: WebhookStatsQuery): Promise<object> {
    const [since, until] = [parseMoment(query.since), parseMoment(query.until)];
    const statistics = await this.statistics.byWebhook({
      scope: listScope(caller, query.project_id),
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
    });
    return toWebhookStatsJson(statistics);
  }
}
