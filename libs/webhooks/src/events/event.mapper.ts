import { present } from '../http/absent.js';
import { isoSeconds } from '../http/moment.js';
import { formatId } from '../ids/prefixed-id.js';
import { oldRecordOf, type StoredChange } from '../relay/loaded-event.js';
import type { EventRow } from './event.row.js';

/** An event as the API shows it. `data` is null when the payload was erased. */
export function toEventJson(row: EventRow): Record<string, unknown> {
  const details = row.details ?? {};
  return {
    id: formatId('evt', row.id),
    project_id: row.project_id === '' ? null : row.project_id,
    type: row.type,
    version: row.version,
    occurred_at: isoSeconds(row.occurred_at),
    created_at: isoSeconds(publishedAt(row.id)),
    data: row.data === null ? null : (JSON.parse(row.data) as unknown),
    ...present({
      record: row.data === null ? null : shownChange(details['change'] as StoredChange | undefined),
      appwrite: details['appwrite'],
      test: details['test'] === true ? true : null,
      invalid_reason: row.invalid_reason,
    }),
  };
}

/** A row change with its old row as an object, in whichever form it is stored. */
function shownChange(change: StoredChange | undefined): object | null {
  if (!change) return null;
  const { old: _text, ...shown } = change;
  return { ...shown, old_record: oldRecordOf(change) };
}

/** The moment of the publish, which a version-7 UUID holds. */
function publishedAt(uuid: string): Date {
  return new Date(parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16));
}
