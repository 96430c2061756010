import {
  idPositions,
  mayBeAppwritePattern,
  withoutStorageAlias,
  APPWRITE_ACTIONS,
} from '../subscriptions/appwrite-grammar.js';
import { RECORD_EVENTS } from '../subscriptions/compiled-subscription.js';
import { parseTableName, tableOfExactName, type RowOperation } from '../subscriptions/row-tables.js';
import type { EventSelector } from '../subscriptions/subscription.js';
import type { RowChange, SampleEvent, SampleInput, SampleType } from './dialect.js';

const SAMPLE_ID = 'sample';
const VERBS = { INSERT: 'created', UPDATE: 'updated', DELETE: 'deleted' } as const;

/**
 * The event that `POST …/test` sends: an example of what the webhook's first entry selects, or of the type that the
 * caller names. Every dialect renders it in its own form.
 */
export function sampleEvent(input: SampleInput): SampleEvent {
  const [first = input.tables[0] ?? input.collections[0] ?? '*'] = input.events;
  const selector: EventSelector = input.eventType ?? first;
  if (typeof selector !== 'string') return changeSample(selector.table, selector.operations[0] ?? '*');
  const operations = RECORD_EVENTS.get(selector);
  if (operations) return changeSample(input.collections[0] ?? input.tables[0] ?? 'records', [...operations][0] ?? '*');
  if (input.events.length === 0 && input.eventType === undefined) return changeSample(selector, '*');
  const type = input.types.find(({ name }) => selects(selector, name));
  if (type) return typeSample(type);
  const row = tableOfExactName(selector);
  if (row && !mayBeAppwritePattern(selector)) return changeSample(`${row.schema}.${row.table}`, row.operation);
  if (mayBeAppwritePattern(selector)) return appwriteSample(selector);
  return { type: selector.includes('*') ? 'test.sent' : selector, data: '{"id":"sample","test":true}' };
}

function selects(selector: string, name: string): boolean {
  return selector === '*' || selector === name || (selector.endsWith('.*') && name.startsWith(selector.slice(0, -1)));
}

function typeSample({ name, example }: SampleType): SampleEvent {
  return { type: name, data: JSON.stringify(example ?? { id: SAMPLE_ID, test: true }) };
}

function changeSample(table: string, operation: RowOperation | '*'): SampleEvent {
  const name = parseTableName(table) ?? { schema: 'public', table: 'records' };
  const record = { id: SAMPLE_ID, test: true };
  const change: RowChange = {
    schema: name.schema === '*' ? 'public' : name.schema,
    table: name.table === '*' ? 'records' : name.table,
    operation: operation === '*' ? 'INSERT' : operation,
    record,
    oldRecord: operation === 'INSERT' || operation === '*' ? null : record,
    keyColumns: ['id'],
  };
  return { type: `${change.table}.${VERBS[change.operation]}`, data: JSON.stringify(record), change };
}

/** A concrete event that the pattern hears: ids filled in, an action added where the pattern has none. */
function appwriteSample(pattern: string): SampleEvent {
  const segments = withoutStorageAlias(pattern.split('.'));
  const ids = idPositions(segments);
  const words = segments.map((word, at) => (word !== '*' ? word : ids.includes(at) ? SAMPLE_ID : 'create'));
  const hasAction = words.slice(2 * ids.length).some((word) => APPWRITE_ACTIONS.has(word));
  const name = (hasAction ? words : [...words.slice(0, 2 * ids.length), 'create']).join('.');
  return { type: 'appwrite.event', data: `{"$id":"${SAMPLE_ID}","test":true}`, appwriteEvent: name };
}
