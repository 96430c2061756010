import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventCatalog } from '@posthorn/event-catalog';
import { filter, firstValueFrom, take, toArray } from 'rxjs';
import type { EventBus } from './event-bus.js';
import type { UserPayload } from './event-bus.fixture.js';
import {
  createBus,
  createCatalog,
  NOW,
  PageVisited,
  SlowStore,
  Store,
  Transaction,
  UserCreated,
} from './event-bus.fixture.js';
import { eventOf } from './publish/publish-options.js';

describe('bus.committed$', () => {
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

  describe('with a store that takes its time', () => {
    let slow: SlowStore;
    let seen: string[];
    beforeEach(async () => {
      jest.useFakeTimers();
      slow = new SlowStore();
      bus = createBus(catalog);
      bus.publishing$.subscribe(slow.subscriber);
      seen = [];
      bus.committed(UserCreated).subscribe(({ payload }) => seen.push(payload.id));
      const later = new Transaction();
      await bus.publish(UserCreated, { id: 'first' }, { tx });
      await bus.publish(UserCreated, { id: 'later' }, { tx: later });
      tx.end();
      await jest.advanceTimersByTimeAsync(10);
      later.end();
      await jest.advanceTimersByTimeAsync(10);
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it('shows what ended first first', async () => {
      expect(seen).toEqual([]);
      slow.answer();
      await jest.advanceTimersByTimeAsync(10);
      expect(seen).toEqual(['first', 'later']);
    });

    it('does not wait for ever, and shows what was late when its answer comes', async () => {
      await jest.advanceTimersByTimeAsync(6_000);
      expect(seen).toEqual(['later']);
      slow.answer();
      await jest.advanceTimersByTimeAsync(10);
      expect(seen).toEqual(['later', 'first']);
    });
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
    bus = createBus(catalog);
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
