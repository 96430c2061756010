import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ItemQueue } from './item-queue.js';

describe('a queue of items', () => {
  it('gives and takes what a list does', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ shift: fc.integer({ min: 1, max: 600 }) }),
      fc.record({ newest: fc.integer({ min: -1, max: 5 }) }),
      fc.record({ where: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ fill: fc.integer({ min: 500, max: 1500 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const queue = new ItemQueue<number>();
        let list: number[] = [];
        for (const each of steps) {
          if ('push' in each) {
            queue.push(each.push);
            list.push(each.push);
          } else if ('fill' in each) {
            for (let i = 0; i < each.fill; i++) {
              queue.push(i % 10);
              list.push(i % 10);
            }
          } else if ('shift' in each) {
            for (let i = 0; i < each.shift; i++) expect(queue.shift()).toBe(list.shift());
          } else if ('newest' in each) {
            expect(queue.takeNewest(each.newest)).toEqual(each.newest <= 0 ? [] : list.splice(-each.newest));
          } else {
            const isWanted = (item: number): boolean => item === each.where;
            expect(queue.count(isWanted)).toBe(list.filter(isWanted).length);
            expect(queue.takeWhere(isWanted)).toEqual(list.filter(isWanted));
            list = list.filter((item) => !isWanted(item));
          }
          expect(queue.length).toBe(list.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('does not keep alive what was taken', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const queue = new ItemQueue<object>();
    const taken = Array.from({ length: 100 }, () => {
      const item = {};
      queue.push(item);
      return new WeakRef(item);
    });
    queue.push({});
    for (let i = 0; i < 100; i++) queue.shift();
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      collect();
      expect(taken.filter((item) => item.deref() !== undefined)).toEqual([]);
      expect(queue.length).toBe(1);
    });
  });
});
