import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.js';

/** What a clock has to do, asked for in each case. */
export function clockContract(subject: () => { now(): Date }): ContractCase[] {
  return [
    {
      name: 'a clock tells a moment that can be written down',
      run: async () => {
        const now = subject().now();
        assert.ok(now instanceof Date);
        assert.ok(Number.isInteger(now.getTime()), 'whole milliseconds');
        assert.ok(now.getUTCFullYear() >= 1970 && now.getUTCFullYear() <= 9999, now.toISOString());
      },
    },
    {
      name: 'a clock does not go back',
      run: async () => {
        const clock = subject();
        let last = clock.now().getTime();
        for (let look = 0; look < 1000; look += 1) {
          const now = clock.now().getTime();
          assert.ok(now >= last, `went back by ${last - now} ms`);
          last = now;
        }
      },
    },
    {
      name: 'a moment belongs to whoever asked: changing it does not change the clock',
      run: async () => {
        const clock = subject();
        const now = clock.now();
        const year = now.getUTCFullYear();
        now.setUTCFullYear(1990);
        assert.ok(clock.now().getUTCFullYear() >= year);
      },
    },
  ];
}
