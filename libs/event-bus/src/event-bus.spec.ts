import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defineEvent, EventCatalog } from '@posthorn/event-catalog';
import { IsDate, IsString } from 'class-validator';
import { AsyncLocalStorage } from 'node:async_hooks';
import { filter, firstValueFrom, map, take, toArray } from 'rxjs';
import type { EventEnvelope, PublishBatch, StoreReceipt, TransactionHandle } from './envelope.js';
import { EventBus } from './event-bus.js';
import type { EventBusOptions } from './event-bus.options.js';
import { eventOf } from './publish/publish-options.js';

class UserPayload {
  @IsString() id!: string;
}
class VisitPayload {
  @IsDate() at!: Date;
}
const UserCreated = defineEvent({
  name: 'user.created',
  version: 3,
  description: 'A user.',
  payload: UserPayload,
  example: { id: 'u1' },
});
const PageVisited = defineEvent({
  name: 'page.visited',
  description: 'A visit.',
  payload: VisitPayload,
  example: { at: new Date(0) },
});

const NOW = new Date('2025-11-02T10:30:00.123Z');

/** A transaction whose end the test decides. */
class Transaction implements TransactionHandle {
  private readonly callbacks: (() => void)[] = [];
  query = <Row>(): Promise<{ rows: Row[]; rowCount: number }> => Promise.resolve({ rows: [], rowCount: 0 });
  onEnd(_xid: string, callback: () => void): void {
    this.callbacks.push(callback);
  }
  get watchers(): number {
    return this.callbacks.length;
  }
  end(): void {
    for (const callback of this.callbacks) callback();
  }
}

/** A store in memory that forgets what a test rolls back. */
class Store {
  readonly events = new Map<string, EventEnvelope>();
  readonly questions: (readonly string[])[] = [];
  private readonly keys = new Map<string, string>();

  readonly subscriber = (batch: PublishBatch): void => {
    batch.waitUntil(this.store(batch.envelopes));
  };

  private async store(envelopes: readonly EventEnvelope[]): Promise<StoreReceipt> {
    await Promise.resolve();
    const events = envelopes.map((envelope) => {
      const first = envelope.publishKey === undefined ? undefined : this.keys.get(envelope.publishKey);
      if (first !== undefined) return { id: first, duplicate: true };
      if (envelope.publishKey !== undefined) this.keys.set(envelope.publishKey, envelope.id);
      this.events.set(envelope.id, envelope);
      return { id: envelope.id, duplicate: false };
    });
    return { events, xid: '7', confirm: (ids) => this.confirm(ids) };
  }

  private confirm(ids: readonly string[]): Promise<ReadonlySet<string>> {
    this.questions.push(ids);
    return Promise.resolve(new Set(ids.filter((id) => this.events.has(id))));
  }
}

describe('EventBus', () => {
  let catalog: EventCatalog;
  let bus: EventBus;
  let store: Store;
  let tx: Transaction;

  const createBus = (options: Partial<EventBusOptions> = {}): EventBus => {
    const created = new EventBus(catalog);
    created.configure({
      database: { join: (handle) => handle as Transaction },
      clock: { now: () => NOW },
      confirmWindow: 0,
      ...options,
    });
    return created;
  };
  const nothing = () => undefined;

  beforeEach(() => {
    catalog = new EventCatalog();
    catalog.register(UserCreated);
    catalog.register(PageVisited);
    bus = createBus();
    store = new Store();
    tx = new Transaction();
  });
  afterEach(() => bus.close());

  describe('publish', () => {
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
      bus = createBus({ ids: () => 'evt_fixed', traceparent: () => '00-aa-bb-01' });
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
        ],
        { tx, projectId: 'proj_1' },
      );
      expect(batches).toEqual([3]);
      expect(events.map(({ data, projectId }) => [data, projectId])).toEqual([
        ['{"id":"u1"}', 'proj_1'],
        ['{"at":"1970-01-01T00:00:00.000Z"}', 'other'],
        ['{"id":"u2"}', null],
      ]);
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
      bus = createBus({ database: { join: () => { throw refusal; } } }); // prettier-ignore
      bus.publishing$.subscribe(store.subscriber);
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(refusal);
    });

    it('fails while nobody would store the event, unless that is allowed', async () => {
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toMatchObject({ code: 'no_subscriber' });
      bus = createBus({ requireSubscriber: false });
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

  describe('in-transaction subscribers', () => {
    const boom = new Error('boom');

    it('fail publish with their own error when they throw, and stay subscribed', async () => {
      let calls = 0;
      bus.publishing$.subscribe(() => {
        calls += 1;
        throw boom;
      });
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
      expect(calls).toBe(2);
    });

    it('fail publish behind operators too, without ending the others', async () => {
      bus.publishing$.pipe(filter(() => true), map((batch) => batch)).subscribe(() => { throw boom; }); // prettier-ignore
      bus.publishing$.subscribe(store.subscriber);
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
      expect(store.events.size).toBe(2);
    });

    it('fail publish when an operator throws', async () => {
      bus.publishing$.pipe(map(() => { throw boom; })).subscribe(); // prettier-ignore
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
    });

    it('fail publish with a rejected promise, given or returned', async () => {
      const given = bus.publishing$.subscribe((batch) => batch.waitUntil(Promise.reject(boom)));
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
      given.unsubscribe();
      const failing: () => unknown = async () => {
        await Promise.resolve();
        throw boom;
      };
      bus.publishing$.subscribe(failing);
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
    });

    it('are all waited for before publish rejects', async () => {
      let slowIsDone = false;
      bus.publishing$.subscribe((batch) => batch.waitUntil(Promise.reject(boom)));
      const slow: () => unknown = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        slowIsDone = true;
      };
      bus.publishing$.subscribe(slow);
      await expect(bus.publish(UserCreated, { id: 'u1' }, { tx })).rejects.toBe(boom);
      expect(slowIsDone).toBe(true);
    });

    it('cannot ask to wait after they have returned', async () => {
      let late: Promise<unknown> = Promise.resolve();
      bus.publishing$.subscribe((batch) => {
        late = Promise.resolve().then(() => batch.waitUntil(Promise.reject(boom)));
        late.catch(nothing);
      });
      await bus.publish(UserCreated, { id: 'u1' }, { tx });
      await expect(late).rejects.toMatchObject({ code: 'late_wait' });
    });

    it('may publish in their turn', async () => {
      bus.publishing$.subscribe((batch) => {
        if (batch.envelopes[0]?.type === 'user.created') {
          batch.waitUntil(bus.publish(PageVisited, { at: NOW }, { tx: batch.transaction }).then(nothing));
        }
        store.subscriber(batch);
      });
      await bus.publish(UserCreated, { id: 'u1' }, { tx });
      expect([...store.events.values()].map(({ type }) => type).sort()).toEqual(['page.visited', 'user.created']);
    });
  });

  describe('committed$', () => {
    beforeEach(() => {
      bus.publishing$.subscribe(store.subscriber);
    });

    it('shows an event after the end of its transaction, with its payload', async () => {
      const seen = firstValueFrom(bus.committed(PageVisited));
      let early = true;
      void seen.then(() => (early = false));
      const event = await bus.publish(PageVisited, { at: NOW }, { tx });
      expect(early).toBe(true);
      tx.end();
      const committed = await seen;
      expect(committed).toMatchObject({ id: event.id, type: 'page.visited', data: event.data });
      expect(committed.payload.at).toEqual(NOW);
    });

    it('does not show what is gone after the end, and keeps the order', async () => {
      const seen = firstValueFrom(bus.committed$.pipe(take(2), toArray()));
      const events = await bus.publish(
        ['a', 'b', 'c'].map((id) => eventOf(UserCreated, { id })),
        { tx },
      );
      store.events.delete(events[1]?.id ?? '');
      tx.end();
      expect((await seen).map(({ data }) => data)).toEqual(['{"id":"a"}', '{"id":"c"}']);
    });

    it('asks the store once for transactions that end together', async () => {
      const seen = firstValueFrom(bus.committed$.pipe(take(3), toArray()));
      for (const id of ['a', 'b', 'c']) await bus.publish(UserCreated, { id }, { tx });
      tx.end();
      await seen;
      expect(store.questions.map((ids) => ids.length)).toEqual([3]);
    });

    it('shows a repeated publish once', async () => {
      const seen: string[] = [];
      bus.committed$.subscribe(({ data }) => seen.push(data));
      const last = firstValueFrom(bus.committed$.pipe(filter(({ data }) => data.includes('last'))));
      await bus.publish(UserCreated, { id: 'a' }, { tx, id: 'once' });
      await bus.publish(UserCreated, { id: 'a' }, { tx, id: 'once' });
      await bus.publish(UserCreated, { id: 'last' }, { tx });
      tx.end();
      await last;
      expect(seen).toEqual(['{"id":"a"}', '{"id":"last"}']);
    });

    it('costs nothing while nobody listens', async () => {
      await bus.publish(UserCreated, { id: 'a' }, { tx });
      expect(tx.watchers).toBe(0);
    });

    it('keeps going for the others when a listener throws or rejects, and reports it', async () => {
      const boom = new Error('boom');
      const failures = firstValueFrom(bus.failures$.pipe(take(4), toArray()));
      bus.committed$.subscribe(() => {
        throw boom;
      });
      const rejecting: () => unknown = () => Promise.reject(boom);
      bus.committed(UserCreated).subscribe(rejecting);
      const seen = firstValueFrom(bus.committed$.pipe(take(2), toArray()));
      await bus.publish(UserCreated, { id: 'a' }, { tx });
      await bus.publish(UserCreated, { id: 'b' }, { tx });
      tx.end();
      expect(await seen).toHaveLength(2);
      const reported = await failures;
      expect(reported.map(({ kind, error }) => [kind, error])).toEqual(
        Array.from({ length: 4 }, () => ['listener', boom]),
      );
      expect(reported.map(({ event }) => event?.data).sort()).toEqual([
        '{"id":"a"}',
        '{"id":"a"}',
        '{"id":"b"}',
        '{"id":"b"}',
      ]);
    });

    it('gives every listener a payload of its own', async () => {
      const payloads: UserPayload[] = [];
      for (const name of ['x', 'y']) {
        bus.committed(UserCreated).subscribe(({ payload }) => {
          payloads.push(payload);
          payload.id += name;
        });
      }
      const seen = firstValueFrom(bus.committed$);
      await bus.publish(UserCreated, { id: 'a' }, { tx });
      tx.end();
      await seen;
      expect(payloads.map(({ id }) => id)).toEqual(['ax', 'ay']);
    });

    it('reports a store that cannot say, and shows nothing', async () => {
      const away = new Error('database away');
      bus = createBus();
      bus.publishing$.subscribe((batch) =>
        batch.waitUntil(
          Promise.resolve({
            events: [{ id: 'evt_1', duplicate: false }],
            xid: '1',
            confirm: () => Promise.reject(away),
          }),
        ),
      );
      let shown = 0;
      bus.committed$.subscribe(() => (shown += 1));
      const failure = firstValueFrom(bus.failures$);
      await bus.publish(UserCreated, { id: 'a' }, { tx });
      tx.end();
      expect(await failure).toEqual({ kind: 'confirmation', error: away });
      expect(shown).toBe(0);
    });

    it('calls listeners outside of the context of the publisher', async () => {
      const request = new AsyncLocalStorage<string>();
      const seen = new Promise((resolve) => bus.committed$.subscribe(() => resolve(request.getStore())));
      await request.run('request 1', async () => {
        await bus.publish(UserCreated, { id: 'a' }, { tx });
        tx.end();
      });
      expect(await seen).toBeUndefined();
    });

    it('ends when the application does', async () => {
      const ended = new Promise<void>((resolve) => bus.committed$.subscribe({ complete: resolve }));
      bus.close();
      await ended;
    });
  });
});
