import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MANY = 20_000;

/** What makes ids has to do: version-7 UUIDs, whose time decides the partition of an event. */
export function idsContract(subject: () => () => string): ContractCase[] {
  return [
    {
      name: 'an id is a version-7 UUID in lower case with hyphens',
      run: async () => {
        const newId = subject();
        for (let index = 0; index < 100; index += 1) assert.match(newId(), UUID_V7);
      },
    },
    {
      name: 'no id is given twice',
      run: async () => {
        const newId = subject();
        const ids = new Set(Array.from({ length: MANY }, () => newId()));
        assert.equal(ids.size, MANY);
      },
    },
    {
      name: 'the time in the ids does not go back',
      run: async () => {
        const newId = subject();
        let last = '';
        for (let index = 0; index < MANY; index += 1) {
          const time = newId().slice(0, 13);
          assert.ok(time >= last, `${time} after ${last}`);
          last = time;
        }
      },
    },
  ];
}
