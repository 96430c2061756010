import { describe, expect, it } from '@jest/globals';
import { appwriteDialect } from './appwrite/appwrite.dialect.js';
import { appwriteNativeDialect } from './appwrite-native/appwrite-native.dialect.js';
import { backendifyDialect } from './backendify/backendify.dialect.js';
import { classicDialect } from './classic/classic.dialect.js';
import { fluxbaseDialect } from './fluxbase/fluxbase.dialect.js';
import { fluxbaseNativeDialect } from './fluxbase-native/fluxbase-native.dialect.js';
import { standardDialect } from './standard/standard.dialect.js';
import { aChange, anEvent, aWebhook, render } from './testing/rendering.js';

/** Secret `whsec_test_secret`, timestamp 1736937000. */
describe('the published vectors', () => {
  it('backendify signs "timestamp.body"', () => {
    const event = aChange({ operation: 'INSERT', record: { id: 123, title: 'New Post' } });
    const { body, headers } = render(backendifyDialect, event);
    expect(body).toBe(
      '{"event":"record.created","timestamp":"2024-01-15T10:30:00Z","project_id":"p1","collection":"posts","record":{"id":123,"title":"New Post"},"previous_record":null}',
    );
    expect(headers).toEqual({
      'Content-Type': 'application/json',
      'X-Webhook-Timestamp': '1736937000',
      'X-Webhook-Signature': 'f6cca45db94868d6c4932b40f99ba6d313f1fe4fbb44d0968c6b61a43417535d',
    });
  });

  it('standard signs the body', () => {
    const event = anEvent({
      id: 'evt_abc123',
      occurredAt: new Date('2026-01-15T12:30:00.999Z'),
      data: { id: 'user_123', name: 'John Doe' },
    });
    const { body, headers } = render(standardDialect, event);
    expect(body).toBe(
      '{"id":"evt_abc123","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{"id":"user_123","name":"John Doe"}}',
    );
    expect(headers['X-Webhook-Signature']).toBe('a6eec76f6dc22ba056d25ae8ae9790521614c539f23b4a0ea6c86ec8be046e71');
    expect(Object.keys(headers).sort()).toEqual([
      'Content-Type',
      'X-Webhook-Signature',
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
    ]);
  });

  const insert = aChange(
    { table: 'users', operation: 'INSERT', record: { id: 'u1' } },
    { occurredAt: new Date('2025-11-02T10:30:00.123Z') },
  );
  const fluxbaseBody =
    '{"event":"INSERT","table":"users","schema":"public","record":{"id":"u1"},"old_record":null,"timestamp":"2025-11-02T10:30:00.123Z","webhook_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}';
  const fluxbaseSignature = '523e30713a2fc25cce4fd683139d104fa72c0a7d742b93d17444404cc298aeb2';

  it('fluxbase signs the body', () => {
    expect(render(fluxbaseDialect, insert)).toEqual({
      body: fluxbaseBody,
      headers: { 'Content-Type': 'application/json', 'X-Fluxbase-Signature': fluxbaseSignature },
    });
  });

  it('fluxbase-native signs "t.body" and the body', () => {
    expect(render(fluxbaseNativeDialect, insert)).toEqual({
      body: fluxbaseBody,
      headers: {
        'Content-Type': 'application/json',
        'X-Fluxbase-Signature': 't=1736937000,v1=0163345750c4ebb8097937c34175ead2724e9ca4b0090e79d1fdfb7de4cc62e6',
        'X-Webhook-Signature': fluxbaseSignature,
      },
    });
  });

  it('appwrite signs "timestamp.body"', () => {
    const event = anEvent({
      id: 'event_123',
      occurredAt: new Date('2025-01-15T10:30:00Z'),
      appwriteEvent: 'users.u1.create',
      data: { $id: 'u1' },
    });
    const { body, headers } = render(appwriteDialect, event, { webhook: aWebhook({ externalId: 'webhook_123' }) });
    expect(body).toBe(
      '{"$id":"event_123","event":"users.u1.create","timestamp":"2025-01-15T10:30:00.000Z","payload":{"$id":"u1"}}',
    );
    expect(headers).toEqual({
      'Content-Type': 'application/json',
      'X-Appwrite-Webhook-Id': 'webhook_123',
      'X-Appwrite-Webhook-Events': 'users.u1.create,users.*.create,users.u1,users.*',
      'X-Appwrite-Webhook-Name': 'Order Notifications',
      'X-Appwrite-Webhook-Timestamp': '1736937000',
      'X-Appwrite-Webhook-Signature': '3fa9b2811d16a2031ae05d13123e403a5c42460c4778578a37f698daf583d2fd',
    });
  });

  it('classic signs the body with a prefix', () => {
    const event = anEvent({
      id: 'evt_xyz789',
      type: 'order.shipped',
      occurredAt: new Date('2024-01-15T10:00:00Z'),
      data: { orderId: 'ord_123' },
    });
    expect(render(classicDialect, event)).toEqual({
      body: '{"id":"evt_xyz789","type":"order.shipped","createdAt":"2024-01-15T10:00:00Z","data":{"orderId":"ord_123"}}',
      headers: {
        'Content-Type': 'application/json',
        'X-Webhook-Id': 'evt_xyz789',
        'X-Webhook-Timestamp': '1736937000',
        'X-Webhook-Signature': 'sha256=c368c1902d26c5a07959ab717605e0cf300ddddd8fafe6d9cef936c9c93b5ddf',
      },
    });
  });

  it('appwrite-native signs the URL and the body', () => {
    const event = anEvent({ appwriteEvent: 'users.u1.create', data: { $id: 'u1' } });
    const { body, headers } = render(appwriteNativeDialect, event);
    expect(body).toBe('{"$id":"u1"}');
    expect(headers).toEqual({
      'Content-Type': 'application/json',
      'X-Appwrite-Webhook-Id': 'hook_7c9e6679742540de944be07fc1f90ae7',
      'X-Appwrite-Webhook-Events': 'users.u1.create,users.*.create,users.u1,users.*',
      'X-Appwrite-Webhook-Name': 'Order Notifications',
      'X-Appwrite-Webhook-User-Id': '',
      'X-Appwrite-Webhook-Project-Id': 'p1',
      'X-Appwrite-Webhook-Signature': '6NDPlcJUXl/nCWz2L24qgKISsLo=',
    });
  });
});

describe('the example bodies of the documents', () => {
  it('000: a created record', () => {
    const record = { id: 123, title: 'New Post', content: '...', created_at: '2024-01-15T10:30:00Z' };
    const { body } = render(backendifyDialect, aChange({ operation: 'INSERT', record }, { projectId: 'uuid' }));
    expect(JSON.parse(body)).toEqual({
      event: 'record.created',
      timestamp: '2024-01-15T10:30:00Z',
      project_id: 'uuid',
      collection: 'posts',
      record,
      previous_record: null,
    });
  });

  it('000: an updated record with the one before, a deleted one twice', () => {
    const [record, oldRecord] = [
      { id: 1, title: 'b' },
      { id: 1, title: 'a' },
    ];
    const updated = JSON.parse(render(backendifyDialect, aChange({ operation: 'UPDATE', record, oldRecord })).body);
    expect(updated).toMatchObject({ event: 'record.updated', record, previous_record: oldRecord });
    const deleted = JSON.parse(
      render(backendifyDialect, aChange({ operation: 'DELETE', record: oldRecord, oldRecord })).body,
    );
    expect(deleted).toMatchObject({ event: 'record.deleted', record: oldRecord, previous_record: oldRecord });
  });

  it('001: a created user', () => {
    const data = { id: 'user_123', name: 'John Doe', email: 'john@example.com', status: 'active' };
    const event = anEvent({ id: 'evt_abc123', occurredAt: new Date('2026-01-15T12:30:00Z'), data });
    const expected = { id: 'evt_abc123', type: 'user.created', created_at: '2026-01-15T12:30:00Z', data };
    expect(render(standardDialect, event).body).toBe(JSON.stringify(expected));
  });

  it('002: an insert, an update and a deletion', () => {
    const record = {
      id: '550e8400-e29b-41d4-a716-446655440000',
      email: 'user@example.com',
      created_at: '2025-11-02T10:30:00Z',
    };
    const at = { occurredAt: new Date('2025-11-02T10:30:00.123Z') };
    const insert = render(fluxbaseDialect, aChange({ table: 'users', operation: 'INSERT', record }, at)).body;
    expect(insert).toBe(
      JSON.stringify({
        event: 'INSERT',
        table: 'users',
        schema: 'public',
        record,
        old_record: null,
        timestamp: '2025-11-02T10:30:00.123Z',
        webhook_id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      }),
    );
    const oldRecord = { ...record, email: 'old@example.com' };
    expect(JSON.parse(render(fluxbaseDialect, aChange({ operation: 'UPDATE', record, oldRecord })).body)).toMatchObject(
      { event: 'UPDATE', record, old_record: oldRecord },
    );
    expect(
      JSON.parse(render(fluxbaseDialect, aChange({ operation: 'DELETE', record, oldRecord: record })).body),
    ).toMatchObject({ event: 'DELETE', record, old_record: record });
  });

  it('003: a new order', () => {
    const time = '2025-01-15T10:30:00.000Z';
    const record = {
      id: 'order_456',
      customer: 'John Doe',
      total: 99.99,
      created_at: '2025-01-15T10:30:00Z',
      updated_at: '2025-01-15T10:30:00Z',
    };
    const event = aChange(
      { table: 'orders', operation: 'INSERT', record, keyColumns: ['id'] },
      { id: 'event_123', occurredAt: new Date(time) },
    );
    const { body, headers } = render(appwriteDialect, event);
    expect(body).toBe(
      JSON.stringify({
        $id: 'event_123',
        event: 'databases.main.tables.orders.rows.order_456.create',
        timestamp: time,
        payload: {
          $id: 'order_456',
          $tableId: 'orders',
          $databaseId: 'main',
          $createdAt: time,
          $updatedAt: time,
          customer: 'John Doe',
          total: 99.99,
        },
      }),
    );
    expect(headers['X-Appwrite-Webhook-Events']?.split(',')).toHaveLength(42);
  });

  it('004: a shipped order', () => {
    const data = { orderId: 'ord_123', trackingNumber: '1Z999...' };
    const event = anEvent({
      id: 'evt_xyz789',
      type: 'order.shipped',
      occurredAt: new Date('2024-01-15T10:00:00Z'),
      data,
    });
    const expected = { id: 'evt_xyz789', type: 'order.shipped', createdAt: '2024-01-15T10:00:00Z', data };
    expect(render(classicDialect, event).body).toBe(JSON.stringify(expected));
  });
});
