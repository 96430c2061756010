import { describe, expect, it } from '@jest/globals';
import { compareCatalogs } from './compare.js';
import type { KnownEvent, Snapshot } from './snapshot.js';

const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const resource = { collection: 'users', idField: 'id', operation: 'create' } as const;
const event = (schema: object, version = 1, more: Partial<KnownEvent> = {}): Snapshot => ({
  'user.created': { version, schema: schema as KnownEvent['schema'], ...more },
});
const before = event(object({ id: text, name: text }), 1, { resource });

describe('compareCatalogs', () => {
  it('finds nothing between equals', () => {
    expect(compareCatalogs(before, JSON.parse(JSON.stringify(before)))).toEqual([]);
  });

  it.each([
    ['a field that goes', event(object({ id: text }), 1, { resource }), 'name', 'field_removed'],
    [
      'a field that may be absent',
      event(object({ id: text, name: text }, ['id']), 1, { resource }),
      'name',
      'field_optional',
    ],
    ['another type', event(object({ id: { type: 'integer' }, name: text }), 1, { resource }), 'id', 'type_added'],
    ['a version that falls', event(object({ id: text, name: text }), 0, { resource }), '', 'version_lowered'],
    [
      'another resource',
      event(object({ id: text, name: text }), 1, { resource: { ...resource, collection: 'people' } }),
      '',
      'resource_changed',
    ],
    ['an event that goes', {}, '', 'event_removed'],
  ])('calls %s breaking, and names the field', (_, after, path, kind) => {
    expect(compareCatalogs(before, after)).toMatchObject([
      { name: 'user.created', change: 'breaking', breaks: [{ path, kind }] },
    ]);
  });

  it('lets a new version break, and a new field pass', () => {
    const gone = event(object({ id: text }), 2, { resource });
    expect(compareCatalogs(before, gone)).toMatchObject([
      { change: 'new_version', version: 2, breaks: [{ path: 'name' }] },
    ]);
    const more = event(object({ id: text, name: text, age: { type: 'integer' } }), 1, { resource });
    expect(compareCatalogs(before, more)).toMatchObject([{ change: 'compatible', breaks: [] }]);
    expect(compareCatalogs({}, before)).toMatchObject([{ change: 'added' }]);
  });
});
