import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 12 host with a ScheduleModule of its own', () => {
  hostCases({ app: 'scheduled', packages: [...BASE_PACKAGES, '@nestjs/schedule'] }, ({ host }) => {
    it('keeps its own interval: it fires once in each period', async () => {
      const ticks = async () => (await host().call<{ every: number; at: number[] }>('GET', '/ticks')).body;
      while ((await ticks()).at.length < 10) await sleep(50);
      const { every, at } = await ticks();
      // Twice as many would come in pairs, a few milliseconds apart.
      const pairs = at.slice(1).filter((time, index) => time - at[index]! < every / 4);
      expect(pairs.length).toBeLessThan(at.length / 4);
    });
  });
});
