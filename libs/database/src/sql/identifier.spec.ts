import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quoteIdentifier, renderSchema } from './identifier.js';

const short = fc
  .string({ minLength: 1, maxLength: 15, unit: 'grapheme' })
  .filter((name) => !name.includes('\0') && Buffer.byteLength(name) <= 63);

describe('quoteIdentifier', () => {
  it('gives one quoted token from which the name can be read back', () => {
    fc.assert(
      fc.property(short, (name) => {
        const quoted = quoteIdentifier(name);
        const inner = quoted.slice(1, -1);
        expect(inner.replaceAll('""', '')).not.toContain('"');
        expect(inner.replaceAll('""', '"')).toBe(name);
      }),
    );
  });

  it.each(['', 'a\0b', 'x'.repeat(64), 'ü'.repeat(32)])('refuses %j', (name) => {
    expect(() => quoteIdentifier(name)).toThrow(expect.objectContaining({ code: 'invalid_identifier' }));
  });
});

describe('renderSchema', () => {
  it('replaces every placeholder, also inside of literals, and nothing else', () => {
    expect(renderSchema(`select nextval(':"schema".s'), ':schema' from :"schema".t`, 'My hooks')).toBe(
      `select nextval('"My hooks".s'), ':schema' from "My hooks".t`,
    );
  });

  it('does not read replacement patterns in the name', () => {
    expect(() => renderSchema(':"schema"', '$&')).toThrow(expect.objectContaining({ code: 'invalid_identifier' }));
  });

  it.each([`it's`, 'a"b', 'a\\b', 'a$$b'])(
    'refuses the schema name %j, which would end a literal or a body',
    (name) => {
      expect(() => renderSchema('', name)).toThrow(expect.objectContaining({ code: 'invalid_identifier' }));
    },
  );
});
