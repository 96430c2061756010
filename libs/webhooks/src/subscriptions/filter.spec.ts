import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileFilter, FILTER_LIMITS, FilterError } from './filter.js';

const payload: unknown = JSON.parse(
  '{"status":"active","amount":150,"tags":["new","vip"],"user":{"address":{"city":"Bern"},"id":"u1"},"none":null,"items":[{"sku":"a"},{"sku":"b"}],"a.b":1,"__proto__":{"x":1}}',
);

describe('a content filter', () => {
  it.each<[string, unknown]>([
    ['a plain value', { status: 'active' }],
    ['several fields at once', { status: 'active', amount: 150 }],
    ['a dotted path', { 'user.address.city': 'Bern' }],
    ['nested fields', { user: { address: { city: { $startsWith: 'B' } } } }],
    ['a key with a dot in it', { 'a.b': 1 }],
    ['an index of a list', { 'items.1.sku': 'b' }],
    ['an element of a list', { tags: 'vip' }],
    ['a whole list', { tags: { $eq: ['new', 'vip'] } }],
    ['null', { none: null }],
    ['$ne', { status: { $ne: 'closed' } }],
    ['$ne of an absent field', { absent: { $ne: 1 } }],
    ['a range', { amount: { $gt: 149, $gte: 150, $lt: 151, $lte: 150 } }],
    ['an order of strings', { status: { $gt: 'abc' } }],
    ['$in', { status: { $in: ['x', 'active'] } }],
    ['$nin', { status: { $nin: ['x'] } }],
    ['$exists', { none: { $exists: true }, absent: { $exists: false } }],
    ['$startsWith and $endsWith', { status: { $startsWith: 'act', $endsWith: 'ive' } }],
    ['$or of fields', { $or: [{ status: 'closed' }, { amount: { $gt: 100 } }] }],
    ['$and of fields', { $and: [{ status: 'active' }, { amount: 150 }] }],
    ['$not of fields', { $not: { status: 'closed' } }],
    ['$not of a condition', { amount: { $not: { $gt: 200 } } }],
    ['$or of conditions', { amount: { $or: [{ $lt: 10 }, { $gt: 100 }] } }],
    ['an own field called __proto__', JSON.parse('{"__proto__.x":1}')],
    ['nothing', {}],
  ])('lets %s through', (_name, filter) => {
    expect(compileFilter(filter)(payload)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['another value', { status: 'closed' }],
    ['one of two fields', { status: 'active', amount: 1 }],
    ['an absent field', { absent: null }],
    ['an inherited property', { 'constructor.name': { $exists: true } }],
    ['a method of an object', { toString: { $exists: true } }],
    ['the length of a list', { 'tags.length': 2 }],
    ['a number compared with text', { amount: { $gt: '1' } }],
    ['text that looks like the number', { amount: '150' }],
    ['$nin with an element of the list', { tags: { $nin: ['vip'] } }],
    ['$or of nothing true', { $or: [{ status: 'a' }, { status: 'b' }] }],
  ])('stops %s', (_name, filter) => {
    expect(compileFilter(filter)(payload)).toBe(false);
  });

  it('is prototype-safe for a payload without such fields', () => {
    expect(compileFilter({ '__proto__.polluted': { $exists: true } })({})).toBe(false);
    expect(compileFilter({ hasOwnProperty: { $exists: true } })({})).toBe(false);
  });

  it.each<[string, unknown, string]>([
    ['an unknown operator, with the nearest one', { a: { $gtt: 1 } }, 'Did you mean $gt'],
    ['a regular expression', { a: { $regex: '.*' } }, 'is not an operator'],
    ['an operator outside a field', { $gt: 1 }, 'belongs inside a field'],
    ['operators beside fields', { a: { $gt: 1, b: 2 } }, 'side by side'],
    ['a list where an object is due', [], 'Expected an object'],
    ['an empty $or', { $or: [] }, 'at least one entry'],
    ['$in without a list', { a: { $in: 'x' } }, 'Expected a list'],
    ['$exists of text', { a: { $exists: 'yes' } }, 'true or false'],
    ['$gt of a list', { a: { $gt: [] } }, 'number or a string'],
    ['an empty path segment', { 'a..b': 1 }, 'not a field path'],
  ])('refuses %s', (_name, filter, words) => {
    expect(() => compileFilter(filter)).toThrow(words);
    expect(() => compileFilter(filter)).toThrow(FilterError);
  });

  it('names every wrong place', () => {
    try {
      compileFilter({ a: { $x: 1 }, b: { $in: 3 }, $or: [{ c: { $gt: null } }] });
      throw new Error('accepted');
    } catch (error) {
      expect((error as FilterError).problems.map(({ path }) => path.join('.'))).toEqual([
        'a.$x',
        'b.$in',
        '$or.0.c.$gt',
      ]);
    }
  });

  it('is bounded in depth, conditions, values and length', () => {
    let deep: unknown = { a: 1 };
    for (let level = 0; level < FILTER_LIMITS.depth + 1; level += 1) deep = { $not: deep };
    const wide = Object.fromEntries(Array.from({ length: FILTER_LIMITS.conditions + 1 }, (_, at) => [`f${at}`, at]));
    const long = { a: { $in: Array.from({ length: FILTER_LIMITS.values + 1 }, (_, at) => at) } };
    for (const filter of [deep, wide, long, { a: 'x'.repeat(FILTER_LIMITS.textLength) }]) {
      expect(() => compileFilter(filter)).toThrow(FilterError);
    }
  });

  it('accepts or refuses any JSON without another error, and evaluates any payload', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (filter, value) => {
        try {
          expect(typeof compileFilter(filter)(value)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
    );
  });
});
