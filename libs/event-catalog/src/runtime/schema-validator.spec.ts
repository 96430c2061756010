import { describe, expect, it } from '@jest/globals';
import { CatalogError } from '../catalog.errors.js';
import { SCHEMA_LIMITS } from './schema-bounds.js';
import { PATTERN_SUBJECT_MAX_LENGTH } from './bounded-pattern.js';
import { schemaValidator } from './schema-validator.js';

const order = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['id', 'items'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', minLength: 1, example: 'o1' },
    email: { type: 'string', format: 'email' },
    state: { enum: ['open', 'paid'] },
    items: { type: 'array', items: { $ref: '#/$defs/Item' } },
  },
  $defs: {
    Item: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, 'a.b': { type: 'integer' } } },
  },
};

function refusal(schema: unknown): CatalogError {
  try {
    schemaValidator(schema);
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
  throw new Error('the schema was accepted');
}

describe('a schema registered while running', () => {
  it('validates payloads and names one entry per wrong field', () => {
    const { validate } = schemaValidator(order);
    expect(validate({ id: 'o1', items: [{ sku: 's' }] })).toEqual([]);
    expect(validate({ id: '', items: [{}, { sku: 1, 'a.b': 'x' }], extra: 1, state: 'lost', email: 'nobody' })).toEqual(
      [
        { path: 'extra', message: 'is not a field of this event', expected: 'no such field' },
        { path: 'id', message: 'must NOT have fewer than 1 characters', expected: 'NOT have fewer than 1 characters' },
        { path: 'email', message: 'must match format "email"', expected: 'match format "email"' },
        { path: 'state', message: 'is not one of the allowed values', expected: 'one of "open", "paid"' },
        { path: 'items[0].sku', message: 'is missing', expected: 'a value' },
        { path: 'items[1].sku', message: 'must be string', expected: 'string' },
        { path: 'items[1]["a.b"]', message: 'must be integer', expected: 'integer' },
      ],
    );
  });

  it.each([null, 'x', 5, []])('has no use for the payload %j', (payload) => {
    expect(schemaValidator({}).validate(payload)).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ['not an object', [], ''],
    ['a boolean', true, ''],
    ['a wrong type', { type: 'objekt' }, 'type'],
    ['a misspelt word', { type: 'object', propertys: {} }, ''],
    ['an unknown format', { properties: { a: { type: 'string', format: 'emial' } } }, ''],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, '$schema'],
    ['a root that is no object', { type: 'array' }, 'type'],
    ['a remote reference', { properties: { a: { $ref: 'https://example.com/a.json' } } }, 'properties.a["$ref"]'],
    ['a relative reference', { $ref: 'other.json' }, '$ref'],
    ['a reference to nothing', { $ref: '#/$defs/Missing' }, ''],
    ['an identity', { $id: 'https://example.com/x' }, '$id'],
    ['a dynamic reference', { $dynamicRef: '#x' }, '$dynamicRef'],
    ['a pattern that looks ahead', { properties: { a: { pattern: '^(?=a)b' } } }, 'properties.a.pattern'],
    ['a pattern that refers back', { properties: { a: { pattern: '(a)\\1' } } }, 'properties.a.pattern'],
    ['a pattern that repeats without bounds', { properties: { a: { pattern: 'a{1,2000}' } } }, 'properties.a.pattern'],
    ['a pattern that is none', { properties: { a: { pattern: '(' } } }, 'properties.a.pattern'],
    ['a name pattern that looks ahead', { patternProperties: { '(?!x)y': {} } }, 'patternProperties["(?!x)y"]'],
    ['an endless reference', { $ref: '#' }, ''],
  ])('is refused: %s', (_, schema, path) => {
    const error = refusal(schema);
    expect(error.code).toBe('invalid_schema');
    expect(error.entries.map((entry) => entry.path)).toContain(
      path === 'properties.a["$ref"]' ? 'properties.a.$ref' : path,
    );
  });

  it('is refused when it is too large or too deep', () => {
    expect(refusal({ description: 'x'.repeat(SCHEMA_LIMITS.text) }).entries[0]?.message).toMatch(/characters/);
    let deep: object = {};
    for (let level = 0; level <= SCHEMA_LIMITS.depth; level += 1) deep = { items: deep };
    expect(refusal(deep).entries[0]?.message).toMatch(/too deeply/);
  });

  it('may use words of JSON Schema as names of fields and as data', () => {
    const { validate } = schemaValidator({
      properties: {
        pattern: { type: 'string' },
        $id: { const: { $ref: 'https://example.com' } },
        required: { type: 'boolean' },
      },
    });
    expect(validate({ pattern: '(', $id: { $ref: 'https://example.com' }, required: true })).toEqual([]);
  });

  it('is not endless when it refers to itself by way of the payload', () => {
    const { validate } = schemaValidator({ properties: { child: { $ref: '#' }, n: { type: 'integer' } } });
    expect(validate({ child: { child: { n: 'x' } } })).toMatchObject([{ path: 'child.child.n' }]);
  });

  it('says so when parts refer to each other without end', () => {
    const parts = { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/A' } };
    const { message } = refusal({ properties: { a: { $ref: '#/$defs/A' } }, $defs: parts });
    expect(message).toContain('refers to itself without end');
  });

  it('asks for fields that every object of JavaScript inherits', () => {
    const { validate } = schemaValidator({ properties: { valueOf: { type: 'string' } }, required: ['toString'] });
    expect(validate({})).toEqual([{ path: 'toString', message: 'is missing', expected: 'a value' }]);
    expect(validate({ toString: 1, valueOf: 2 })).toMatchObject([{ path: 'valueOf' }]);
  });

  it('counts money in hundredths', () => {
    const { validate } = schemaValidator({ properties: { total: { multipleOf: 0.01 } } });
    for (const total of [19.99, 0.07, 1.1, 4.35, 9_999_999.99]) expect(validate({ total })).toEqual([]);
    for (const total of [19.995, 0.001, 1.10001]) expect(validate({ total })).toHaveLength(1);
  });

  it('answers when an endless part is reached only by some payloads', () => {
    const { validate } = schemaValidator({
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } },
    });
    expect(validate({ a: 1 })[0]?.message).toMatch(/without end/);
  });

  it('keeps its patterns apart, in fields and in names', () => {
    const { validate } = schemaValidator({
      properties: { a: { type: 'string', pattern: '^a' }, b: { type: 'string', pattern: '^\\p{Lu}\\d{2}$' } },
      patternProperties: { '^n_': { type: 'number' } },
      additionalProperties: false,
    });
    expect(validate({ a: 'a', b: 'Ä12', n_x: 1 })).toEqual([]);
    expect(validate({ a: 'b', b: 'a', n_x: 'x', c: 1 }).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['a', 'b', 'n_x', 'c']),
    );
  });

  it.each(['^(a+)+$', '^(a|aa)+$', '^(a|a?)+$', 'a*a*a*a*a*a*a*a*b', '(.*a){20}(.|b){900}', '(a?){30}a{30}$'])(
    'matches %s in a moment, whatever the text',
    (pattern) => {
      const { validate } = schemaValidator({ properties: { a: { type: 'string', pattern } } });
      const began = performance.now();
      for (const text of ['a'.repeat(4095) + '!', 'ab'.repeat(2000), 'a'.repeat(60) + 'c']) validate({ a: text });
      // Going back, these would take from minutes to centuries: the bound leaves room for a busy machine.
      expect(performance.now() - began).toBeLessThan(60_000);
    },
  );

  it('finds items that are there twice, in a moment, whatever the order of their keys', () => {
    const { validate } = schemaValidator({ properties: { a: { type: 'array', uniqueItems: true } } });
    const many = Array.from({ length: 20_000 }, (_, id) => ({ id, tags: [id] }));
    const began = performance.now();
    expect(validate({ a: many })).toEqual([]);
    expect(validate({ a: [...many, { tags: [7], id: 7 }] })).toMatchObject([{ path: 'a' }]);
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(validate({ a: [1, '1', true, 'true', null, 'null', [], {}, [[]], { a: 1 }, { a: '1' }] })).toEqual([]);
  });

  it('never tries a pattern on a very long text', () => {
    const { validate } = schemaValidator({ properties: { a: { type: 'string', pattern: '^a*$' } } });
    expect(validate({ a: 'a'.repeat(PATTERN_SUBJECT_MAX_LENGTH) })).toEqual([]);
    expect(validate({ a: 'a'.repeat(PATTERN_SUBJECT_MAX_LENGTH + 1) })).toHaveLength(1);
  });

  it('does not change when the caller changes the object afterwards', () => {
    const schema = { type: 'object', required: ['id'] };
    const { validate } = schemaValidator(schema);
    schema.required = [];
    expect(validate({})).toHaveLength(1);
  });
});
