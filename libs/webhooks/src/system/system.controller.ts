import { Get, Inject } from '@nestjs/common';
import { RequireScope } from '../access/require-scope.decorator.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { isoSeconds } from '../http/moment.js';
import { PosthornMetrics } from '../observability/posthorn-metrics.js';
import { VERSION } from '../version.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { DIALECTS, OPTIONS } from '../webhooks.tokens.js';
import { settingsOf } from './settings.js';
import { SystemStore, type DatabaseFacts } from './system.store.js';

/** `/v1/system` */
@ApiController('system')
export class SystemController {
  constructor(
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    private readonly store: SystemStore,
    private readonly metrics: PosthornMetrics,
  ) {}

  @Get()
  @RequireScope('admin')
  @Describe({
    summary: 'Dialects, dispatchers, backlog and the addresses that deliveries come from',
    returns: 'System',
  })
  async read(): Promise<object> {
    const [processes, backlog, facts, waits] = await Promise.all([
      this.store.processes(),
      this.store.backlog(),
      this.store.facts(),
      this.metrics.waits(),
    ]);
    return {
      version: VERSION,
      node: process.version,
      settings: settingsOf(this.options),
      dialects: this.dialects.names().map((name) => ({ name, title: this.dialects.get(name)?.title ?? name })),
      egress_addresses: this.options.delivery.sourceAddresses,
      processes: processes.map(({ started_at, ...process }) => ({ ...process, started_at: isoSeconds(started_at) })),
      backlog: {
        ...backlog,
        ...(waits && { outbox_lag_seconds: rounded(waits.outbox), oldest_due_seconds: rounded(waits.due) }),
      },
      ...(facts ? databaseOf(facts) : {}),
    };
  }
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

function databaseOf({
  version,
  webhooks,
  leases,
  leases_expired,
  first_day,
  last_day,
  partitions,
}: DatabaseFacts): object {
  return {
    postgres: version,
    webhooks,
    leases: { held: leases, expired: leases_expired },
    partitions: { days: partitions, first: first_day, last: last_day },
  };
}
