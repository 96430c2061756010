import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findJsonFault } from './json-faults.js';

describe('a JSON text', () => {
  it('that JavaScript wrote itself has no fault', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(findJsonFault(JSON.stringify(value))).toBeUndefined();
        expect(findJsonFault(JSON.stringify(value, null, 2))).toBeUndefined();
      }),
    );
  });

  it.each([
    ['{"a":1,"a":1}', 'duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['[{"b":{"__proto__":1,"c":2,"__proto__":3}}]', 'duplicate_key'],
    ['{"a":"{\\"a\\":1}","b":{"a":1},"c":[{"a":1},{"a":2}]}', undefined],
    ['{"a":"\\"","\\"":"a"}', undefined],
    ['["a","a"]', undefined],
    [`${'['.repeat(128)}${']'.repeat(128)}`, undefined],
    [`${'['.repeat(129)}${']'.repeat(129)}`, 'too_deep'],
    [`${'{"a":'.repeat(129)}1${'}'.repeat(129)}`, 'too_deep'],
    ['"[[[["', undefined],
  ])('%s: %s', (text, code) => {
    JSON.parse(text);
    expect(findJsonFault(text)?.code).toBe(code);
  });

  it.each(['0', '-0', '1.10', '1e2', '100E-2', '0.1', '1e23', '5e-324', '9007199254740992', '1.7976931348623157e308'])(
    'with the number %s keeps it',
    (number) => {
      expect(findJsonFault(`[${number}]`)).toBeUndefined();
    },
  );

  it.each([
    '9007199254740993',
    '12345678901234567890',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1234567890123456789',
    '1.0000000000000000001',
  ])('with the number %s would change it', (number) => {
    expect(findJsonFault(`{"a":${number}}`)?.code).toBe('number_not_exact');
  });

  it('with any number that a double holds keeps it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(findJsonFault(JSON.stringify([number]))).toBeUndefined();
      }),
    );
  });

  it('of a megabyte is read in a moment', () => {
    const text = `[${'{"key":"value \\" with quotes","n":123456},'.repeat(24_000)}1]`;
    const begin = performance.now();
    expect(findJsonFault(text)).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(30_000);
  });
});
