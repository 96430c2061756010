import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ReplayClaim, ReplayStore } from '@posthorn/receiver';
import type { ContractCase } from './contract-case.js';

/** What remembers has to do: `replays` of a receiver, in a store of the host. */
export function replayStoreContract(subject: () => ReplayStore): ContractCase[] {
  const claimed = async (store: ReplayStore, key: string, seconds = 60): Promise<ReplayClaim> => {
    const claim = await store.claim(key, seconds);
    if (typeof claim === 'string') return assert.fail(`${key} is ${claim}, and was to be claimed`);
    return claim;
  };
  return [
    {
      name: 'a message is claimed once, and is a duplicate when its work is done',
      run: async () => {
        const [store, key] = [subject(), randomUUID()];
        const claim = await claimed(store, key);
        assert.equal(await store.claim(key, 60), 'busy');
        await claim.done();
        assert.equal(await store.claim(key, 60), 'done');
      },
    },
    {
      name: 'a message whose work has failed can be claimed again',
      run: async () => {
        const [store, key] = [subject(), randomUUID()];
        await (await claimed(store, key)).release();
        await (await claimed(store, key)).done();
        assert.equal(await store.claim(key, 60), 'done');
      },
    },
    {
      name: 'one of many that claim a message at once gets it',
      run: async () => {
        const [store, key] = [subject(), randomUUID()];
        const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(key, 60)));
        assert.equal(claims.filter((claim) => typeof claim === 'object').length, 1);
      },
    },
    {
      name: 'messages do not stand in the way of each other',
      run: async () => {
        const store = subject();
        const [one, other] = [randomUUID(), randomUUID()];
        await (await claimed(store, one)).done();
        await claimed(store, other);
      },
    },
    {
      name: 'a claim whose lease has ended is taken over, and its late end changes nothing',
      run: async () => {
        const [store, key] = [subject(), randomUUID()];
        const late = await claimed(store, key, 0.001);
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
        await claimed(store, key);
        await late.release();
        await late.done();
        assert.equal(await store.claim(key, 60), 'busy');
      },
    },
  ];
}
