import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { EventCatalog } from '@posthorn/event-catalog';

import type { PublishBatch } from './envelope.js';
import { EventBus } from './event-bus.js';
import { createBus, createCatalog, NOW, PageVisited, Store, Transaction, UserCreated } from './event-bus.fixture.js';
import { eventOf } from './publish/publish-options.js';

describe('bus.publish', () => {
  let catalog: EventCatalog;
  let bus: EventBus;
  let store: Store;
  let tx: Transaction;
  beforeEach(() => {
    catalog = createCatalog();
    bus = createBus(catalog);
    store = new Store();
    tx = new Transaction();
  });
  afterEach(() => bus.close());

  it('hands a frozen envelope to the subscribers before it returns, and resolves with it', async () => {
    const seen: PublishBatch[] = [];
    bus.publishing$.subscribe((batch) => {
      seen.push(batch);
      store.subscriber(batch);
    });
    const promise = bus.publish(UserCreated, { id: 'u1' }, { tx, projectId: 'proj_1' });
    expect(seen).toHaveLength(1);
    const event = await promise;
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-f]{12}7[0-9a-f]{19}$/),
      projectId: 'proj_1',
      type: 'user.created',
      version: 3,
      occurredAt: NOW,
      data: '{"id":"u1"}',
      duplicate: false,
    });
    expect(seen[0]?.transaction).toBe(tx);
    expect(Object.isFrozen(seen[0]?.envelopes[0])).toBe(true);
    expect([...store.events.keys()]).toEqual([event.id]);
  });

  it('publishes types that were registered while running, by name', async () => {
    catalog.registerRuntime({ name: 'order.created', description: '', schema: { type: 'object', required: ['id'] } });
    bus.publishing$.subscribe(store.subscriber);
    await expect(bus.publish('order.created', { id: 1 }, { tx })).resolves.toMatchObject({
      type: 'order.created',
      projectId: null,
    });
    await expect(bus.publish('order.created', {}, { tx })).rejects.toMatchObject({
      code: 'payload_invalid',
      entries: [{ path: 'id' }],
    });
  });

  it('takes time, id, trace context and event ids from where it is told to', async () => {
    bus = createBus(catalog, { ids: () => 'evt_fixed', traceparent: () => '00-aa-bb-01' });
    bus.publishing$.subscribe(store.subscriber);
    const occurredAt = new Date('2020-01-01T00:00:00Z');
    const event = await bus.publish(UserCreated, { id: 'u1' }, { tx, occurredAt, id: 'key-1' });
    occurredAt.setUTCFullYear(1990);
    expect(event).toMatchObject({ id: 'evt_fixed', publishKey: 'key-1', traceparent: '00-aa-bb-01' });
    expect(event.occurredAt.toISOString()).toBe('2020-01-01T00:00:00.000Z');
  });

  it('answers with the first event when the id was seen before', async () => {
    bus.publishing$.subscribe(store.subscriber);
    const first = await bus.publish(UserCreated, { id: 'u1' }, { tx, id: 'once' });
    const second = await bus.publish(UserCreated, { id: 'u1' }, { tx, id: 'once' });
    expect(second).toMatchObject({ id: first.id, duplicate: true });
    expect(store.events.size).toBe(1);
  });

  it('hands an array over as one batch, in order, with its own and the common options', async () => {
    const batches: number[] = [];
    bus.publishing$.subscribe((batch) => {
      batches.push(batch.envelopes.length);
      store.subscriber(batch);
    });
    const events = await bus.publish(
      [
        { type: UserCreated, payload: { id: 'u1' } },
        { type: PageVisited, payload: { at: new Date(0) }, projectId: 'other' },
        eventOf(UserCreated, { id: 'u2' }, { projectId: null }),
        eventOf(UserCreated, { id: 'u3' }, { projectId: undefined, occurredAt: undefined }),
      ],
      { tx, projectId: 'proj_1', occurredAt: new Date(1000) },
    );
    expect(batches).toEqual([4]);
    expect(events.map(({ data, projectId }) => [data, projectId])).toEqual([
      ['{"id":"u1"}', 'proj_1'],
      ['{"at":"1970-01-01T00:00:00.000Z"}', 'other'],
      ['{"id":"u2"}', null],
      // Unknown is not "none": the event of a project must not become the installation's.
      ['{"id":"u3"}', 'proj_1'],
    ]);
    expect(events[3]?.occurredAt).toEqual(new Date(1000));
    expect([...events].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(events);
  });

  it('publishes an empty array without asking anybody', async () => {
    await expect(bus.publish([], { tx })).resolves.toEqual([]);
  });

  it('publishes none of an array with one bad element, and says which', async () => {
    bus.publishing$.subscribe(store.subscriber);
    const events = [eventOf(UserCreated, { id: 'u1' }), eventOf(UserCreated, { id: 5 as never })];
    await expect(bus.publish(events, { tx })).rejects.toMatchObject({ code: 'payload_invalid', index: 1 });
    expect(store.events.size).toBe(0);
  });

  it.each<[string, object, string]>([
    ['a payload that breaks the rules', { payload: { id: 5 } }, 'payload_invalid'],
    ['an unknown field', { payload: { id: 'u1', extra: 1 } }, 'payload_invalid'],
    ['a payload that cannot be frozen', { payload: { id: 'u\0' } }, 'payload_contains_nul'],
    ['no transaction', { options: {} }, 'not_in_transaction'],
    ['an empty project id', { options: { projectId: '' } }, 'invalid_project_id'],
    ['a long project id', { options: { projectId: 'x'.repeat(65) } }, 'invalid_project_id'],
    ['a project id that is no text', { options: { projectId: 5 } }, 'invalid_project_id'],
    ['a long id', { options: { id: 'x'.repeat(129) } }, 'invalid_publish_id'],
    ['NUL in an id', { options: { id: 'a\0' } }, 'invalid_publish_id'],
    ['an invalid time', { options: { occurredAt: new Date('no') } }, 'invalid_occurred_at'],
    ['an unknown type', { type: 'user.create' }, 'unknown_event_type'],
  ])(
    'refuses %s',
    async (
      _,
      { type = UserCreated, payload = { id: 'u1' }, options }: { type?: unknown; payload?: object; options?: object },
      code,
    ) => {
      bus.publishing$.subscribe(store.subscriber);
      const full = code === 'not_in_transaction' ? options : { tx, ...options };
      await expect(bus.publish(type as string, payload, full as never)).rejects.toMatchObject({ code });
      expect(store.events.size).toBe(0);
    },
  );

  it('counts characters, not code units', async () => {
    bus.publishing$.subscribe(store.subscriber);
    await expect(bus.publish(UserCreated, { id: 'u1' }, { tx, projectId: '😀'.repeat(64) })).resolves.toBeDefined();
    await expect(bus.publish(UserCreated, { id: 'u1' }, { tx, projectId: '😀'.repeat(65) })).rejects.toMatchObject({
      code: 'invalid_project_id',
    });
  });

  it('says what to pass when there is no transaction, and passes on what the adapter says', async () => {
    bus.publishing$.subscribe(store.subscriber);
    await expect(bus.publish(UserCreated, { id: 'u1' }, {} as never)).rejects.toThrow(/EntityManager.*BEGIN/);
    const refusal = new Error('the adapter says no');
    bus = createBus(catalog, { database: { join: () => { throw refusal; } } }); // prettier-ignore
    bus.publishing$.subscribe(store.subscriber);
    await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(refusal);
  });

  it('fails while nobody would store the event, unless that is allowed', async () => {
    await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toMatchObject({ code: 'no_subscriber' });
    bus = createBus(catalog, { requireSubscriber: false });
    await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).resolves.toMatchObject({ duplicate: false });
  });

  it('says how to configure it', async () => {
    await expect(new EventBus(catalog).publish(UserCreated, { id: 'u1' }, { tx })).rejects.toMatchObject({
      code: 'bus_not_configured',
    });
    expect(() => bus.configure({ database: { join: () => tx } })).toThrow(
      expect.objectContaining({ code: 'bus_configured_twice' }),
    );
  });
});
