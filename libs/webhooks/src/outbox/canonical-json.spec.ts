import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

const textOf = (json: string): string => {
  const result = canonicalJson(json);
  if (!result.ok) throw new Error(result.reason);
  return result.text;
};

describe('canonical JSON of what SQL published', () => {
  it('leaves everything as it is that JavaScript can hold', () => {
    const wellFormed = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));
    fc.assert(
      fc.property(
        fc.dictionary(
          wellFormed,
          fc.oneof(wellFormed, fc.double({ noDefaultInfinity: true, noNaN: true }), fc.boolean(), fc.constant(null)),
        ),
        (value) => {
          const text = JSON.stringify(value);
          expect(textOf(text)).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
    );
  });

  it('is stable: bringing its result into form again changes nothing', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(1_000_000), fc.integer({ min: -400, max: 400 }), (whole, fraction, exponent) => {
        const once = textOf(`{"a": ${whole}.${fraction}e${exponent}, "b": [${whole}]}`);
        expect(textOf(once)).toBe(once);
        expect(JSON.stringify(JSON.parse(once))).toBe(once);
      }),
    );
  });

  it('turns a number that JavaScript would change into a string with its digits', () => {
    expect(textOf('{"id": 12345678901234567890}')).toBe('{"id":"12345678901234567890"}');
    expect(textOf('{"id": -9007199254740993, "n": 9007199254740992}')).toBe(
      '{"id":"-9007199254740993","n":9007199254740992}',
    );
    expect(textOf('{"big": 1e400}')).toBe('{"big":"1e400"}');
    expect(textOf('{"long": 0.1000000000000000000001}')).toBe('{"long":"0.1000000000000000000001"}');
  });

  it('keeps a number whose value stays, in JavaScript’s spelling', () => {
    expect(textOf('{"price": 10.50, "one": 1.0, "e": 1E2, "zero": -0.0}')).toBe(
      '{"price":10.5,"one":1,"e":100,"zero":0}',
    );
  });

  it('does not look for numbers inside of strings', () => {
    expect(textOf('{"a": "12345678901234567890 \\" 1e400"}')).toBe('{"a":"12345678901234567890 \\" 1e400"}');
  });

  it('says why something cannot be delivered', () => {
    const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    expect(canonicalJson('[1]')).toEqual({ ok: false, reason: 'not_an_object' });
    expect(canonicalJson('{')).toEqual({ ok: false, reason: 'not_json' });
    expect(canonicalJson('{"a":"\\u0000"}')).toEqual({ ok: false, reason: 'nul' });
    expect(canonicalJson('{"a":"\\\\u0000"}').ok).toBe(true);
    expect(canonicalJson('{"a":"\\ud800"}')).toEqual({ ok: false, reason: 'lone_surrogate' });
    expect(canonicalJson('{"a":"\\ud83d\\ude00"}').ok).toBe(true);
    expect(canonicalJson(nested(100)).ok).toBe(true);
    expect(canonicalJson(nested(101))).toEqual({ ok: false, reason: 'too_deep' });
    expect(canonicalJson(`{"a":"${'x'.repeat(262_144)}"}`)).toEqual({ ok: false, reason: 'too_large' });
  });
});
