import { present } from '../http/absent.js';
import { isoSeconds } from '../http/moment.js';
import type { EventTypeRow } from './event-type.store.js';

/** RULES 27: a receiver on Express's default body limit answers 413 above this. */
const LARGE_BYTES = 90_000;

export function toEventTypeJson(row: EventTypeRow): Record<string, unknown> {
  return {
    name: row.name,
    version: row.version,
    source: row.source,
    description: row.description,
    schema: row.schema,
    example: row.example,
    warnings: warningsOf(row),
    ...present({ created_at: row.created_at && isoSeconds(row.created_at) }),
    ...present({ updated_at: row.updated_at && isoSeconds(row.updated_at) }),
  };
}

function warningsOf({ example }: EventTypeRow): string[] {
  const bytes = example === null ? 0 : Buffer.byteLength(JSON.stringify(example));
  return bytes <= LARGE_BYTES
    ? []
    : [`The example has ${bytes} bytes. Many receivers refuse bodies above 100 KB: raise their limit or send less.`];
}
