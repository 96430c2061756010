import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import type { ProjectScope } from '../access/project-scope.js';
import { AuditStore } from '../audit/audit.store.js';
import type { CursorCodec } from '../http/cursor.js';
import { toPage, type Page, type PageRequest } from '../http/page.js';
import { formatId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import { CURSORS, DATABASE } from '../webhooks.tokens.js';
import type { EventRow } from './event.row.js';
import { EventStore } from './event.store.js';

export interface EventListRequest extends PageRequest {
  readonly scope: ProjectScope;
  readonly type?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** Stored events. */
@Injectable()
export class EventsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CURSORS) private readonly cursors: CursorCodec,
    private readonly store: EventStore,
    private readonly audit: AuditStore,
  ) {}

  /** @param id raw UUID @throws ResourceNotFoundError */
  async get(id: string, scope: ProjectScope): Promise<EventRow> {
    const row = await this.store.find(id, scope);
    if (!row) throw new ResourceNotFoundError('event');
    return row;
  }

  /** Newest first. */
  async list({ cursor, limit, ...filter }: EventListRequest): Promise<Page<EventRow>> {
    const list = JSON.stringify(['events', filter]);
    const position = cursor === undefined ? undefined : this.cursors.decode(list, cursor);
    const rows = await this.store.list({
      ...filter,
      limit: limit + 1,
      ...(position ? { after: String(position[0]) } : {}),
    });
    return toPage(rows, limit, (last) => this.cursors.encode(list, [last.id]));
  }

  /** Erases the payload, for a person who asks to be forgotten. @throws ResourceNotFoundError */
  async erase(id: string, scope: ProjectScope, actor: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const event = await this.store.find(id, scope, tx);
      if (!event || !(await this.store.erase(tx, id, scope))) throw new ResourceNotFoundError('event');
      const target = formatId('evt', id);
      await this.audit.add(tx, { projectId: event.project_id, actor, action: 'event.erased', target });
    });
  }
}
