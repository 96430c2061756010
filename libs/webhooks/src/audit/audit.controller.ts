import { Get, Inject } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { listScope } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import type { CursorCodec } from '../http/cursor.js';
import { Describe } from '../http/describe.decorator.js';
import { isoSeconds } from '../http/moment.js';
import { PageQuery, pageOf, toPage } from '../http/page.js';
import { RequestQuery } from '../http/request-input.js';
import { Optional, Text } from '../http/rules.js';
import { CURSORS } from '../webhooks.tokens.js';
import { AuditStore, type AuditRow } from './audit.store.js';

export class ListAuditQuery extends PageQuery {
  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}

/** `/v1/audit` */
@ApiController('audit')
export class AuditController {
  constructor(
    @Inject(CURSORS) private readonly cursors: CursorCodec,
    private readonly audit: AuditStore,
  ) {}

  @Get()
  @RequireScope('audit:read')
  @Describe({ summary: 'List what was done and by whom, newest first', returns: { list: 'entries', of: 'AuditEntry' } })
  async list(@Call() caller: Caller, @RequestQuery(ListAuditQuery) query: ListAuditQuery): Promise<object> {
    const scope = listScope(caller, query.project_id);
    const { limit, cursor } = pageOf(query);
    const list = JSON.stringify(['audit', scope]);
    const before = cursor === undefined ? null : String(this.cursors.decode(list, cursor)[0]);
    const rows = await this.audit.list(scope, before, limit + 1);
    const page = toPage(rows, limit, (last) => this.cursors.encode(list, [last.id]));
    return { entries: page.items.map(toAuditJson), next_cursor: page.nextCursor };
  }
}

function toAuditJson(row: AuditRow): object {
  return {
    id: row.id,
    project_id: row.project_id === '' ? null : row.project_id,
    at: isoSeconds(row.at),
    actor: row.actor,
    action: row.action,
    target: row.target,
    details: row.details,
  };
}
