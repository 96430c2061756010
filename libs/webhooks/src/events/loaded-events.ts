import { Injectable } from '@nestjs/common';
import { EventTypeStore } from '../event-types/event-type.store.js';
import { loadEvent, type EventDetails, type LoadedEvent } from '../relay/loaded-event.js';
import type { EventRow } from './event.row.js';

/** Stored events in the form in which the relay matches them and the dialects render them. */
@Injectable()
export class LoadedEvents {
  constructor(private readonly types: EventTypeStore) {}

  async of(row: EventRow): Promise<LoadedEvent> {
    const type = await this.types.find(row.type);
    const eventTypes = new Map(
      type ? [[type.name, { name: type.name, version: type.version, resource: type.resource ?? undefined }]] : [],
    );
    const columns = {
      event_id: row.id,
      event_project: row.project_id,
      type: row.type,
      version: row.version,
      occurred_ms: row.occurred_at.getTime(),
      data: row.data,
      details: row.details as EventDetails | null,
      canonical: true,
      invalid_reason: row.invalid_reason,
    };
    return loadEvent(columns, row.data, { eventTypes });
  }
}
