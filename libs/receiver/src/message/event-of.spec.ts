import { describe, expect, it } from '@jest/globals';
import type { ReceivedScheme } from '../schemes.js';
import { eventOf } from './event-of.js';
import type { WebhookMessage } from './webhook-message.js';

class UserPayload {
  id!: string;
  name!: string;
}
const UserCreated = {
  name: 'user.created',
  payload: UserPayload,
  resource: { collection: 'users', idField: 'id', operation: 'create', appwrite: 'users.{id}.create' },
} as const;

const message = (scheme: ReceivedScheme, type: string, data: unknown, body = {}): WebhookMessage => ({
  scheme,
  id: 'evt_1',
  type,
  data,
  body,
  secretIndex: 0,
  delivery: {},
});
const user = { id: 'u1', name: 'Ada' };

describe('eventOf', () => {
  it('finds the event behind the names of every system, with its payload', () => {
    const messages = [
      message('standard-webhooks', 'user.created', user),
      message('backendify', 'record.created', user, { collection: 'users' }),
      message('fluxbase', 'INSERT', user, { table: 'users' }),
      message('appwrite', 'users.u1.create', { $id: 'u1', $createdAt: '…', name: 'Ada' }),
      message('appwrite-native', 'users.u1.create', { $id: 'u1', name: 'Ada' }),
    ];
    for (const each of messages) {
      // The compiler knows the payload.
      const name: string | undefined = eventOf(each, UserCreated)?.data.name;
      expect([each.scheme, name, eventOf(each, UserCreated)?.data]).toEqual([each.scheme, 'Ada', user]);
    }
  });

  it('says nothing about other events', () => {
    const messages = [
      message('standard-webhooks', 'user.updated', user),
      message('standard-webhooks', 'record.created', user, { collection: 'users' }),
      message('backendify', 'record.created', user, { collection: 'files' }),
      message('backendify', 'record.updated', user, { collection: 'users' }),
      message('fluxbase', 'INSERT', user, { table: 'files' }),
      message('appwrite', 'users.u1.update', user),
      message('appwrite', 'users.u1.sessions.s1.create', user),
    ];
    expect(messages.map((each) => eventOf(each, UserCreated))).toEqual(messages.map(() => undefined));
  });
});
