import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactArray } from './compact-array.js';

const written = (elements: readonly string[], missing?: string): string => {
  const array = new CompactArray(missing);
  for (const element of elements) array.add(element);
  return array.toString();
};

/** What store_successes makes of it. */
function read(literal: string, length: number, missing?: string): string[] {
  const given = literal === '{}' ? [] : literal.slice(1, -1).split(',');
  return Array.from({ length }, (_, i) => given[i] ?? missing ?? given[0] ?? '');
}

describe('an array that leaves out what goes without saying', () => {
  it('has one element where all are the same', () => {
    expect(written(['7', '7', '7'])).toBe('{7}');
    expect(written(['7', '7', '8', '7'])).toBe('{7,7,8,7}');
  });

  it('has none where all are missing, and every one as soon as one is not', () => {
    expect(written(['NULL', 'NULL'], 'NULL')).toBe('{}');
    expect(written(['NULL', '"a"', 'NULL'], 'NULL')).toBe('{NULL,"a",NULL}');
    expect(written(['"a"', '"a"'], 'NULL')).toBe('{"a","a"}');
    expect(written([])).toBe('{}');
  });

  it('says the same as the whole array', () => {
    const elements = fc.array(fc.constantFrom('NULL', 'a', 'b'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(elements, fc.boolean(), (given, mayMiss) => {
        const missing = mayMiss ? 'NULL' : undefined;
        expect(read(written(given, missing), given.length, missing)).toEqual(given);
      }),
    );
  });
});
