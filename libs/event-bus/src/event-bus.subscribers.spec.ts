import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { EventCatalog } from '@posthorn/event-catalog';
import { filter, map } from 'rxjs';
import type { EventBus } from './event-bus.js';
import { createBus, createCatalog, NOW, PageVisited, Store, Transaction, UserCreated } from './event-bus.fixture.js';

const nothing = () => undefined;

describe('in-transaction subscribers', () => {
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
