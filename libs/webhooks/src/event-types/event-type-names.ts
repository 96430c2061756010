import { Injectable } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import type { EventTypeLookup } from '../subscriptions/parse-subscription.js';
import { EventTypeStore } from './event-type.store.js';
import { OPERATIONAL_TYPES } from './operational-types.js';

export type KnownEventTypes = EventTypeLookup;

/** Names of event types that this process or any other has registered. */
@Injectable()
export class EventTypeNames {
  constructor(
    private readonly catalog: EventCatalog,
    private readonly store: EventTypeStore,
  ) {}

  async known(): Promise<KnownEventTypes> {
    const stored = await this.store.names();
    const names = new Set([...this.catalog.all().map((entry) => entry.name), ...stored, ...OPERATIONAL_TYPES]);
    return { has: (type) => names.has(type), names: () => names };
  }
}
