import { describe, expect, it } from '@jest/globals';
import { MemoryReplayStore } from './memory-replay-store.js';
import type { ReplayClaim } from './replay-store.js';

describe('MemoryReplayStore', () => {
  let now = 0;
  const clock = { now: () => new Date(now) };
  const claim = async (store: MemoryReplayStore, key: string) => (await store.claim(key, 60)) as ReplayClaim;

  it('forgets after the time that it was told, and not before', async () => {
    const store = new MemoryReplayStore({ keepSeconds: 10, clock });
    await (await claim(store, 'a')).done();
    now += 9_999;
    expect(await store.claim('a', 60)).toBe('done');
    now += 1;
    expect(await store.claim('a', 60)).toMatchObject({});
  });

  it('forgets the oldest first when it is full, and never grows beyond that', async () => {
    const store = new MemoryReplayStore({ maxEntries: 3, clock });
    for (const key of ['a', 'b', 'c', 'd', 'e']) await (await claim(store, key)).done();
    expect(store.size).toBe(3);
    expect(await store.claim('e', 60)).toBe('done');
    expect(await store.claim('a', 60)).toMatchObject({});
  });

  it('lets a claim be taken over when its lease has ended, and then does not listen to the first any more', async () => {
    const store = new MemoryReplayStore({ clock });
    const first = await claim(store, 'a');
    expect(await store.claim('a', 60)).toBe('busy');
    now += 60_000;
    const second = await claim(store, 'a');
    await first.release();
    expect(await store.claim('a', 60)).toBe('busy');
    await second.done();
    expect(await store.claim('a', 60)).toBe('done');
  });

  it('is not made with limits that would forget everything at once', () => {
    for (const options of [{ keepSeconds: 0 }, { maxEntries: 0 }, { keepSeconds: Number.NaN }]) {
      expect(() => new MemoryReplayStore(options)).toThrow(expect.objectContaining({ code: 'invalid_options' }));
    }
  });
});
