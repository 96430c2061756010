import { describeEntries, type EventCatalog } from '@posthorn/event-catalog';
import type { PayloadCheck } from '../relay/normaliser.js';

/**
 * What the catalog says of a payload that SQL published. A type that this process does not know is let through: SQL
 * has checked that it is registered, and a process that only dispatches has no classes to check with.
 */
export function payloadCheck(catalog: EventCatalog): PayloadCheck {
  return (type, payload) => {
    if (!catalog.has(type)) return null;
    try {
      const entries = catalog.validate(type, payload);
      return entries.length === 0 ? null : describeEntries(entries);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
