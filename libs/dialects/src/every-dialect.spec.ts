import { describe, expect, it } from '@jest/globals';
import { isStandardSecret, verifyWebhook, type SchemeName } from '@posthorn/signing';
import { sampleEvent, type Dialect, type EventSelector, type RenderableEvent } from '@posthorn/webhooks';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { allDialects, createDialects } from './all-dialects.js';
import { EVENTS_HEADER_LENGTH } from './appwrite/appwrite-names.js';
import { aChange, anEvent, aWebhook, hmac, render, SECRET, TIMESTAMP } from './testing/rendering.js';

function dialect(name: string): Dialect {
  const found = allDialects.find((one) => one.name === name);
  if (!found) throw new Error(`no dialect ${name}`);
  return found;
}

/** Objects as `JSON.parse` makes them: integer-like keys, `__proto__`, any text. */
const objects = fc
  .dictionary(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', '0', '17', '$id', 'id', 'previous', 'created_at', 'constructor'),
    ),
    fc.jsonValue(),
    { maxKeys: 6 },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

const events: fc.Arbitrary<RenderableEvent> = fc.oneof(
  objects.map((data) => anEvent({ data })),
  fc
    .record({
      data: objects,
      operation: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
      appwrite: fc.constantFrom(
        'users.{id}.create',
        'buckets.{project}.files.{id}.create',
        'databases.main.tables.payments.rows.{id}.update',
        undefined,
      ),
    })
    .map(({ data, operation, appwrite }) =>
      anEvent({ data, resource: { collection: 'users', idField: 'id', operation, ...(appwrite ? { appwrite } : {}) } }),
    ),
  fc
    .record({
      record: objects,
      oldRecord: objects,
      operation: fc.constantFrom('INSERT' as const, 'UPDATE' as const, 'DELETE' as const),
      keyColumns: fc.constantFrom(undefined, [], ['id'], ['0', '__proto__']),
    })
    .map(({ record, oldRecord, operation, keyColumns }) =>
      aChange({
        record,
        oldRecord: operation === 'INSERT' ? null : oldRecord,
        operation,
        ...(keyColumns ? { keyColumns } : {}),
      }),
    ),
  objects.map((data) => anEvent({ data, appwriteEvent: 'teams.t1.memberships.m1.update.status' })),
);

describe.each(allDialects.map((one) => [one.name, one] as const))('%s', (name, one) => {
  it('makes bodies that parsing and printing again does not change', () => {
    fc.assert(
      fc.property(events, (event) => {
        const body = one.body(event, aWebhook());
        expect(JSON.stringify(JSON.parse(body))).toBe(body);
        expect(body.startsWith('{')).toBe(true);
      }),
    );
  });

  it('makes headers that any HTTP stack takes, whatever names and ids hold', () => {
    fc.assert(
      fc.property(
        events,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (event, text, id) => {
          const webhook = aWebhook({ name: text, externalId: id });
          const { headers } = render(one, { ...event, projectId: id }, { webhook });
          for (const [header, value] of Object.entries(headers)) {
            expect(header).toMatch(/^[A-Za-z-]+$/);
            expect(value).toMatch(/^[\x20-\x7e]*$/);
            expect(value.length).toBeLessThanOrEqual(EVENTS_HEADER_LENGTH);
            expect(one.reservedHeaders).toContain(header.toLowerCase());
          }
        },
      ),
    );
  });

  it('renders the same event the same way each time', () => {
    const event = aChange({ operation: 'UPDATE', record: { id: 1, a: 2 }, oldRecord: { id: 1, a: 1 } });
    expect(one.body({ ...event }, aWebhook())).toBe(one.body(event, aWebhook()));
    if (one.bodyScope === 'event') {
      const other = aWebhook({
        id: 'hook_00000000000000000000000000000000',
        name: 'x',
        externalId: 'y',
        url: 'https://z.example',
      });
      expect(one.body(event, other)).toBe(one.body(event, aWebhook()));
    }
  });

  it('sends neither signature nor timestamp when signing is off', () => {
    const { headers } = render(one, anEvent(), { webhook: aWebhook({ signing: false }), secrets: [] });
    expect(Object.keys(headers).filter((header) => /signature|timestamp/i.test(header))).toEqual([]);
  });

  it('does not send unsigned what is to be signed, except where the document allows no secret', () => {
    const send = (): unknown => render(one, anEvent(), { secrets: [] }).headers;
    if (one.policy.secret === 'optional') expect(send()).toEqual({ 'Content-Type': 'application/json' });
    else expect(send).toThrow(expect.objectContaining({ code: 'no_secret' }));
  });

  it('is verified by the receiver library during a rotation, before and after the receiver changed its secret', () => {
    const [newer, older] = ['the-newer-secret', SECRET];
    const event = anEvent({ data: { id: 'u1', text: 'Grüße 👋 <>&/ \u2028' } });
    const { body, headers } = render(one, event, { secrets: hmac(newer, older) });
    const scheme = (name.startsWith('cloudevents') ? 'standard-webhooks' : name) as SchemeName;
    const check = (secrets: readonly string[]): boolean =>
      verifyWebhook(scheme, { body, headers, secrets, now: TIMESTAMP, url: aWebhook().url }).valid;
    expect(check([older])).toBe(true);
    expect(check([newer, older])).toBe(true);
    expect(check([newer])).toBe(scheme === 'standard-webhooks');
    expect(check(['another-secret'])).toBe(false);
  });
});

describe('Standard Webhooks headers', () => {
  it('are accepted by the reference library, with a secret of that form', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(isStandardSecret(secret)).toBe(true);
    const now = Math.floor(Date.now() / 1000);
    for (const name of ['standard', 'standard-webhooks', 'cloudevents', 'cloudevents-binary']) {
      const { body, headers } = render(dialect(name), anEvent({ data: { a: 'ü' } }), {
        secrets: hmac('other secret', secret),
        timestamp: now,
      });
      expect(() => new Webhook(secret).verify(body, { ...headers })).not.toThrow();
      expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow();
    }
  });
});

describe('policies', () => {
  it.each([
    ['standard', [0, 30, 300, 1800, 7200], 15, 'disable'],
    ['standard-webhooks', [0, 5, 20, 80, 320, 1280, 5120, 20480, 81920, 86400], 15, 'disable'],
    ['backendify', [0, 60, 300, 1800, 7200], 10, 'retry'],
    ['fluxbase', [0, 5, 10, 20], 30, 'retry'],
    ['appwrite', [0, 5, 10, 20], 30, 'retry'],
    ['classic', [0, 60, 300, 1800, 7200], 10, 'retry'],
    ['appwrite-native', [0], 15, 'retry'],
    ['fluxbase-native', [0, 5, 10, 20], 30, 'retry'],
    ['cloudevents', [0, 30, 300, 1800, 7200], 15, 'disable'],
  ])('%s waits as its document says', (name, schedule, timeoutSeconds, gone) => {
    const { policy } = dialect(name);
    expect(policy).toMatchObject({
      timeoutSeconds,
      gone,
      retry: { schedule, jitter: name === 'standard-webhooks' ? 0.5 : 0 },
    });
  });

  it('lets only documents without a secret be unsigned', () => {
    expect(allDialects.filter(({ policy }) => policy.secret === 'optional').map(({ name }) => name)).toEqual([
      'fluxbase',
      'fluxbase-native',
    ]);
  });
});

describe('events of the catalog as rows', () => {
  const resource = { collection: 'users', idField: 'id', operation: 'update' as const, appwrite: 'users.{id}.update' };
  const event = anEvent({
    type: 'user.updated',
    resource,
    data: { id: 'u1', email: 'b@x', previous: { email: 'a@x' } },
  });

  it('show the row before an update, put together from the previous values', () => {
    expect(JSON.parse(dialect('fluxbase').body(event, aWebhook()))).toMatchObject({
      event: 'UPDATE',
      table: 'users',
      schema: 'public',
      record: { id: 'u1', email: 'b@x' },
      old_record: { id: 'u1', email: 'a@x' },
    });
    expect(JSON.parse(dialect('backendify').body(event, aWebhook()))).toMatchObject({
      event: 'record.updated',
      collection: 'users',
      previous_record: { id: 'u1', email: 'a@x' },
    });
  });

  it('names the webhook in Appwrite’s header by whole characters, so that any part of a long name decodes', () => {
    for (const name of ['通'.repeat(128), `a${'😀'.repeat(60)}`, `${'é'.repeat(63)}ab%`]) {
      const { headers } = render(dialect('appwrite'), event, { webhook: aWebhook({ name }) });
      const shown = decodeURIComponent(headers['X-Appwrite-Webhook-Name'] ?? '');
      expect(shown.length).toBeGreaterThan(30);
      expect(name.startsWith(shown)).toBe(true);
    }
  });

  it('have the form of a resource in Appwrite', () => {
    expect(JSON.parse(dialect('appwrite').body(event, aWebhook()))).toMatchObject({
      event: 'users.u1.update',
      payload: { $id: 'u1', $createdAt: '2024-01-15T10:30:00.000Z', email: 'b@x' },
    });
    const payment = anEvent({
      data: { id: 'pay_1' },
      resource: {
        collection: 'payments',
        idField: 'id',
        operation: 'create',
        appwrite: 'databases.main.tables.payments.rows.{id}.create',
      },
    });
    expect(JSON.parse(dialect('appwrite').body(payment, aWebhook())).payload).toMatchObject({
      $id: 'pay_1',
      $tableId: 'payments',
      $databaseId: 'main',
    });
    const file = anEvent({
      data: { id: 'f1' },
      resource: {
        collection: 'files',
        idField: 'id',
        operation: 'create',
        appwrite: 'buckets.{project}.files.{id}.create',
      },
    });
    expect(JSON.parse(dialect('appwrite').body(file, aWebhook()))).toMatchObject({
      event: 'buckets.p1.files.f1.create',
      payload: { $id: 'f1' },
    });
  });

  it('show their type and data when nothing says how they map to rows', () => {
    const plain = anEvent({
      type: 'order.shipped',
      projectId: 'proj_0194a3c0aabb7ccd8eef001122334455',
      data: { orderId: 1 },
    });
    expect(JSON.parse(dialect('backendify').body(plain, aWebhook()))).toEqual({
      event: 'order.shipped',
      timestamp: '2024-01-15T10:30:00Z',
      project_id: '0194a3c0-aabb-7ccd-8eef-001122334455',
      collection: null,
      record: { orderId: 1 },
      previous_record: null,
    });
    expect(JSON.parse(dialect('fluxbase').body(plain, aWebhook()))).toMatchObject({
      event: 'order.shipped',
      table: null,
      schema: null,
      record: { orderId: 1 },
      old_record: null,
    });
    expect(JSON.parse(dialect('appwrite').body(plain, aWebhook()))).toMatchObject({
      event: 'order.shipped',
      payload: { orderId: 1 },
    });
  });

  it('take the configured database into the names of rows', () => {
    const [appwrite] = createDialects({ appwriteDatabase: 'shop' }).filter(({ name }) => name === 'appwrite');
    const row = aChange({
      schema: 'sales',
      table: 'orders',
      operation: 'DELETE',
      record: { a: 1, b: 'x' },
      keyColumns: ['a', 'b'],
    });
    expect(JSON.parse(appwrite?.body(row, aWebhook()) ?? '')).toMatchObject({
      event: 'databases.shop.tables.sales-orders.rows.1-x.delete',
      payload: { $id: '1-x', $tableId: 'sales-orders', $databaseId: 'shop', a: 1, b: 'x' },
    });
  });
});

describe('CloudEvents', () => {
  it('have their attributes in the body, or in headers', () => {
    const event = anEvent({ projectId: 'a b' });
    expect(JSON.parse(render(dialect('cloudevents'), event).body)).toEqual({
      specversion: '1.0',
      id: event.id,
      source: '/projects/a%20b',
      type: 'user.created',
      time: '2024-01-15T10:30:00.000Z',
      datacontenttype: 'application/json',
      data: { id: 'u1' },
    });
    const binary = render(dialect('cloudevents-binary'), event);
    expect(binary.body).toBe('{"id":"u1"}');
    expect(binary.headers).toMatchObject({
      'Content-Type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': event.id,
      'ce-source': '/projects/a%20b',
      'ce-type': 'user.created',
      'ce-time': '2024-01-15T10:30:00.000Z',
    });
  });
});

describe('the sample of a test send', () => {
  const types = [
    { name: 'user.created', example: { id: 'user_1', name: 'Ada' } },
    { name: 'file.uploaded', example: null },
  ];
  const sample = (
    events: readonly EventSelector[],
    rest: { collections?: readonly string[]; eventType?: string } = {},
  ) => sampleEvent({ events, collections: [], tables: [], types, ...rest });
  const shown = (name: string, of: ReturnType<typeof sample>): unknown => {
    const { data, ...rest } = of;
    return JSON.parse(dialect(name).body({ ...anEvent(rest), data }, aWebhook()));
  };

  it('is the example of the first type, or of the one that is asked for', () => {
    expect(sample(['user.*', 'file.uploaded'])).toEqual({ type: 'user.created', data: '{"id":"user_1","name":"Ada"}' });
    expect(sample(['*'], { eventType: 'file.uploaded' })).toMatchObject({ type: 'file.uploaded' });
    expect(sample(['order.shipped'])).toMatchObject({ type: 'order.shipped' });
  });

  it('has the form of the dialect', () => {
    expect(shown('fluxbase', sample([{ table: 'users', operations: ['DELETE'] }]))).toMatchObject({
      event: 'DELETE',
      table: 'users',
      record: { test: true },
      old_record: { test: true },
    });
    expect(shown('backendify', sample(['record.updated'], { collections: ['posts'] }))).toMatchObject({
      event: 'record.updated',
      collection: 'posts',
    });
    expect(shown('appwrite', sample(['databases.*.tables.orders.rows.*']))).toMatchObject({
      event: 'databases.sample.tables.orders.rows.sample.create',
      payload: { $id: 'sample' },
    });
    expect(shown('appwrite', sample(['storage.*.files.*.create']))).toMatchObject({
      event: 'buckets.sample.files.sample.create',
    });
    expect(shown('classic', sample(['order.created']))).toMatchObject({ type: 'order.created' });
  });
});
