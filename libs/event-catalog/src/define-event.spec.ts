import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { CatalogError } from './catalog.errors.js';
import { defineEvent } from './define-event.js';
import { isEventName } from './event-name.js';

class UserPayload {
  @IsString() id!: string;
}

const definition = {
  name: 'user.created',
  description: 'A user was created.',
  payload: UserPayload,
  example: { id: 'u1' },
};

describe('defineEvent', () => {
  it('answers with a frozen event type of version 1 unless said otherwise', () => {
    const type = defineEvent(definition);
    expect(type).toMatchObject({ name: 'user.created', version: 1, payload: UserPayload });
    expect(Object.isFrozen(type)).toBe(true);
  });

  it.each([
    ['name', { name: 'UserCreated' }, 'invalid_event_name'],
    ['version', { version: 0 }, 'invalid_event_type'],
    ['version', { version: 1.5 }, 'invalid_event_type'],
    ['description', { description: ' ' }, 'invalid_event_type'],
    ['payload', { payload: undefined }, 'invalid_event_type'],
    ['example', { example: [] }, 'invalid_event_type'],
    [
      'resource.operation',
      { resource: { collection: 'users', idField: 'id', operation: 'upsert' } },
      'invalid_event_type',
    ],
    ['resource.collection', { resource: { collection: '', idField: 'id', operation: 'create' } }, 'invalid_event_type'],
    [
      'resource.appwrite',
      { resource: { collection: 'users', idField: 'id', operation: 'create', appwrite: 'users' } },
      'invalid_event_type',
    ],
  ])('refuses a wrong %s (%j) and names the field', (path, wrong, code) => {
    const attempt = () => defineEvent({ ...definition, ...wrong } as never);
    expect(attempt).toThrow(CatalogError);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ code, entries: [{ path, expected: expect.any(String) }] });
    }
  });
});

describe('the name of an event type', () => {
  it.each(['user.created', 'a.b', 'invoice.line_item.added2'])('may be %s', (name) => {
    expect(isEventName(name)).toBe(true);
  });

  it.each([
    'user',
    'User.created',
    'user.',
    '.created',
    'user..created',
    'user.1st',
    'user created',
    `a.${'b'.repeat(127)}`,
    '',
    'user.created\n',
    7,
  ])('may not be %j', (name) => {
    expect(isEventName(name)).toBe(false);
  });
});
