import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PublishError } from '../publish/publish.errors.js';
import { freezePayload, PAYLOAD_MAX_BYTES } from './freeze-payload.js';

function refusal(payload: unknown): { code: string; path: string | undefined; message: string } {
  try {
    freezePayload(payload);
  } catch (error) {
    if (error instanceof PublishError)
      return { code: error.code, path: error.entries[0]?.path, message: error.message };
    throw error;
  }
  throw new Error('the payload was accepted');
}

const nested = (levels: number): object => {
  let value: object = {};
  for (let level = 1; level < levels; level += 1) value = { a: value };
  return value;
};

describe('freezing a payload', () => {
  it('gives compact JSON and its value', () => {
    const frozen = freezePayload({ b: 1, a: [true, null, 'ü'], at: new Date(0), gone: undefined });
    expect(frozen.text).toBe('{"b":1,"a":[true,null,"ü"],"at":"1970-01-01T00:00:00.000Z"}');
    expect(frozen.value).toEqual({ b: 1, a: [true, null, 'ü'], at: '1970-01-01T00:00:00.000Z' });
  });

  it('keeps the order of keys that look like numbers as it will be after parsing', () => {
    const { text } = freezePayload({ b: 1, '10': 2, '9': 3 });
    expect(text).toBe('{"9":3,"10":2,"b":1}');
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });

  it('writes what JSON writes for -0, exponents and instances of classes', () => {
    class Money {
      constructor(readonly amount: number) {}
      get label(): string {
        return `${this.amount} EUR`;
      }
    }
    expect(freezePayload({ zero: -0, small: 1e-7, money: new Money(5) }).text).toBe(
      '{"zero":0,"small":1e-7,"money":{"amount":5}}',
    );
  });

  it('asks toJSON once, with the key', () => {
    const named = { toJSON: (key: string) => ({ key, toJSON: 'data now' }) };
    expect(freezePayload({ a: named }).text).toBe(JSON.stringify({ a: named }));
    expect(freezePayload({ toJSON: () => ({ b: 1 }) }).text).toBe('{"b":1}');
  });

  const cycle: Record<string, unknown> = { a: {} };
  cycle['a'] = { b: [cycle] };
  const sparse: unknown[] = [];
  sparse[1] = 1;
  it.each<[string, unknown, string, string]>([
    ['null', null, 'payload_not_object', ''],
    ['an array', [1], 'payload_not_object', ''],
    ['a text', 'x', 'payload_not_object', ''],
    ['a Date', new Date(), 'payload_not_object', ''],
    ['nothing', undefined, 'payload_not_json', ''],
    ['a function', () => 1, 'payload_not_json', ''],
    ['NUL in a text', { a: [{ b: 'x\0' }] }, 'payload_contains_nul', 'a[0].b'],
    ['NUL in a key', { 'a\0': 1 }, 'payload_contains_nul', '(a key)'],
    ['half a surrogate pair', { a: '\ud83d' }, 'payload_lone_surrogate', 'a'],
    ['half a surrogate pair in a key', { a: { '\ude00': 1 } }, 'payload_lone_surrogate', 'a.(a key)'],
    ['a BigInt', { a: 1n }, 'payload_bigint', 'a'],
    ['NaN', { a: [Number.NaN] }, 'payload_not_finite', 'a[0]'],
    ['infinity', { a: Number.POSITIVE_INFINITY }, 'payload_not_finite', 'a'],
    ['a whole number that lost digits', { a: 2 ** 53 }, 'payload_unsafe_integer', 'a'],
    ['a cycle', cycle, 'payload_cyclic', 'a.b[0].a.b[0].a.b[0].a.b[0]…'],
    ['a Map', { a: new Map([['x', 1]]) }, 'payload_not_json', 'a'],
    ['a Set', { a: new Set() }, 'payload_not_json', 'a'],
    ['an Error', { a: new Error('x') }, 'payload_not_json', 'a'],
    ['binary data', { a: Buffer.from('x') }, 'payload_not_json', 'a'],
    ['a typed array', { a: new Uint8Array(2) }, 'payload_not_json', 'a'],
    ['a promise', { a: Promise.resolve(1) }, 'payload_not_json', 'a'],
    ['an invalid Date', { a: new Date(Number.NaN) }, 'payload_not_json', 'a'],
    ['a function as a member', { a: () => 1 }, 'payload_not_json', 'a'],
    ['a symbol', { a: Symbol('x') }, 'payload_not_json', 'a'],
    ['undefined in an array', { a: [undefined] }, 'payload_not_json', 'a[0]'],
    ['a hole in an array', { a: sparse }, 'payload_not_json', 'a[0]'],
    ['a key __proto__', JSON.parse('{"a":{"__proto__":{"x":1}}}'), 'payload_forbidden_key', 'a.__proto__'],
    ['a toJSON that throws', { a: { toJSON: () => { throw new Error('no'); } } }, 'payload_not_json', 'a'], // prettier-ignore
    ['a getter that throws', { get a(): number { throw new Error('no'); } }, 'payload_not_json', 'a'], // prettier-ignore
    ['101 levels', nested(101), 'payload_too_deep', 'a.a.a.a.a.a.a.a.a.a.a.a…'],
  ])('refuses %s', (_, payload, code, path) => {
    expect(refusal(payload)).toMatchObject({ code, path });
  });

  it('accepts 100 levels', () => {
    expect(freezePayload(nested(100)).text).toContain('{"a":{}}');
  });

  it('accepts 256 KiB of UTF-8 and not a byte more', () => {
    const room = PAYLOAD_MAX_BYTES - '{"a":""}'.length;
    expect(Buffer.byteLength(freezePayload({ a: 'ü'.repeat(room / 2) }).text)).toBe(PAYLOAD_MAX_BYTES);
    expect(refusal({ a: `x${'ü'.repeat(room / 2)}` }).code).toBe('payload_too_large');
    expect(refusal({ a: 'x'.repeat(2_000_000) }).code).toBe('payload_too_large');
  });

  it('is not kept busy by an object that holds one child again and again', () => {
    let bomb: object = { a: 1 };
    for (let level = 0; level < 90; level += 1) bomb = { a: bomb, b: bomb };
    const started = performance.now();
    expect(refusal(bomb).code).toBe('payload_too_large');
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('accepts escapes that only look like surrogates or NUL', () => {
    const payload = { a: '\\ud800 \\u0000 \u0001 😀', '\\ud800': 1 };
    expect(JSON.parse(freezePayload(payload).text)).toEqual(payload);
  });

  it('says what to use instead', () => {
    expect(refusal({ id: 2 ** 60 }).message).toMatch(/"id".*use a string of its digits/);
  });

  it('agrees with JSON.stringify on everything that survives it, and is stable', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (payload) => {
        const unsendable = JSON.stringify(payload).includes('__proto__') || hasUnsafe(payload);
        fc.pre(!unsendable);
        const { text, value } = freezePayload(payload);
        expect(text).toBe(JSON.stringify(payload));
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        expect(JSON.stringify(value)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('either refuses with a code or gives stable, well-formed text, whatever it is given', () => {
    const anything = fc.anything({
      withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withSet: true, withTypedArray: true,
      withSparseArray: true, withNullPrototype: true, stringUnit: 'binary' }); // prettier-ignore
    const seen = { frozen: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(anything, fc.dictionary(fc.string({ unit: 'binary' }), anything)), (payload) => {
        try {
          const { text } = freezePayload(payload);
          seen.frozen += 1;
          expect(JSON.stringify(JSON.parse(text))).toBe(text);
          expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
          expect(text.startsWith('{')).toBe(true);
        } catch (error) {
          if (!(error instanceof PublishError)) throw error;
          seen.refused += 1;
          expect(error.code).toMatch(/^payload_/);
        }
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.frozen, seen.refused)).toBeGreaterThan(100);
  });
});

function hasUnsafe(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnsafe);
}
