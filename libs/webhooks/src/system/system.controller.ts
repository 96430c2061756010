import { Get, Inject } from '@nestjs/common';
import { RequireScope } from '../access/require-scope.decorator.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { isoSeconds } from '../http/moment.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { DIALECTS, OPTIONS } from '../webhooks.tokens.js';
import { SystemStore } from './system.store.js';

/** `/v1/system` */
@ApiController('system')
export class SystemController {
  constructor(
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    private readonly store: SystemStore,
  ) {}

  @Get()
  @RequireScope('admin')
  @Describe({
    summary: 'Dialects, dispatchers, backlog and the addresses that deliveries come from',
    returns: 'System',
  })
  async read(): Promise<object> {
    const [processes, backlog] = await Promise.all([this.store.processes(), this.store.backlog()]);
    return {
      dialects: this.dialects.names().map((name) => ({ name, title: this.dialects.get(name)?.title ?? name })),
      egress_addresses: this.options.delivery.sourceAddresses,
      processes: processes.map(({ started_at, ...process }) => ({ ...process, started_at: isoSeconds(started_at) })),
      backlog,
    };
  }
}
