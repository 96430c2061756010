import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainArray, storableText, textArray } from './pg-array.js';

/** Reads an array literal as PostgreSQL does. */
function read(literal: string): (string | null)[] {
  expect(literal.startsWith('{') && literal.endsWith('}')).toBe(true);
  const values: (string | null)[] = [];
  let i = 1;
  while (i < literal.length - 1) {
    if (literal.charAt(i) === '"') {
      let value = '';
      for (i++; literal.charAt(i) !== '"'; i++) {
        if (literal.charAt(i) === '\\') i++;
        value += literal.charAt(i);
      }
      values.push(value);
      i++;
    } else {
      const end = /[,}]/.exec(literal.slice(i))!.index + i;
      values.push(literal.slice(i, end) === 'NULL' ? null : literal.slice(i, end));
      i = end;
    }
    if (literal.charAt(i) === ',') i++;
  }
  return values;
}

describe('array literals', () => {
  it('give every text back as it was, and null as null', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (texts) => {
        expect(read(textArray(texts))).toEqual(texts);
      }),
    );
    expect(textArray(['NULL', '', null, '{"a":"\\"}'])).toBe('{"NULL","",NULL,"{\\"a\\":\\"\\\\\\"}"}');
  });

  it('join what needs no quoting', () => {
    expect(plainArray([1, null, true, 'pending', 0.5])).toBe('{1,NULL,true,pending,0.5}');
    expect(plainArray([])).toBe('{}');
  });

  it('keep from a text what PostgreSQL can store', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, length) => {
        const stored = storableText(text, length);
        expect(stored.length).toBeLessThanOrEqual(length);
        expect(stored).not.toContain('\0');
      }),
    );
  });
});
