import { describe, expect, it } from '@jest/globals';
import { ownTypes } from './own-types.js';

const parse = (id: number, text: string): unknown => ownTypes.getTypeParser(id)(text);

describe('values of the port', () => {
  it.each([
    ['2026-02-03 04:05:06.789+00', '2026-02-03T04:05:06.789Z'],
    ['2026-02-03 04:05:06.789012+00', '2026-02-03T04:05:06.789Z'],
    ['2026-02-03 04:05:06+05:30', '2026-02-02T22:35:06.000Z'],
    ['2026-02-03 04:05:06-03', '2026-02-03T07:05:06.000Z'],
    ['1890-01-01 00:00:00+00:53:28', '1889-12-31T23:06:32.000Z'],
  ])('read the time %s', (text, expected) => {
    expect((parse(1184, text) as Date).toISOString()).toBe(expected);
  });

  it('read times without an end, and leave bigints, numerics and unknown types as text', () => {
    expect(parse(1184, 'infinity')).toBe(Infinity);
    expect(parse(1184, '-infinity')).toBe(-Infinity);
    expect([parse(20, '9007199254740993'), parse(1700, '1.10'), parse(999_999, 'x')]).toEqual([
      '9007199254740993',
      '1.10',
      'x',
    ]);
  });

  it('read bytes in either form that the database may send them in', () => {
    expect(parse(17, '\\x00ff5c')).toEqual(Buffer.from([0, 255, 92]));
    expect(parse(17, 'a\\000\\377\\\\x')).toEqual(Buffer.from([97, 0, 255, 92, 120]));
  });

  it('read arrays with nulls, quotes and nesting', () => {
    expect(parse(1009, '{a,NULL,"b,\\"c\\""}')).toEqual(['a', null, 'b,"c"']);
    expect(parse(1007, '{{1,2},{3,4}}')).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(parse(1001, '{"\\\\x00ff"}')).toEqual([Buffer.from([0, 255])]);
  });
});
