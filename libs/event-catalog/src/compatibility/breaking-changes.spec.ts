import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { JsonSchema } from '../event-type.js';
import { breakingChanges } from './breaking-changes.js';

const object = (properties: object, required: string[] = [], rest: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  required,
  ...rest,
});
const text = { type: 'string' };
const kinds = (before: JsonSchema | null, after: JsonSchema | null) =>
  breakingChanges(before, after).map(({ kind, path }) => `${kind} ${path}`);

describe('breakingChanges', () => {
  it.each<[string, JsonSchema | null, JsonSchema | null]>([
    ['nothing changed', object({ a: text }), object({ a: text })],
    ['a new field', object({ a: text }), object({ a: text, b: text })],
    ['a field that is always there now', object({ a: text }), object({ a: text }, ['a'])],
    ['fewer values', object({ a: { enum: ['x', 'y'] } }), object({ a: { enum: ['x'] } })],
    ['a field that is never null any more', object({ a: { type: ['string', 'null'] } }), object({ a: text })],
    ['integers instead of numbers', object({ a: { type: 'number' } }), object({ a: { type: 'integer' } })],
    [
      'tighter limits',
      object({ a: { ...text, maxLength: 9 } }),
      object({ a: { ...text, maxLength: 5, minLength: 1 } }),
    ],
    ['another description', object({ a: text }), object({ a: { ...text, description: 'x' } })],
    ['a definition given a name', object({ a: text }), { ...object({ a: { $ref: '#/$defs/A' } }), $defs: { A: text } }],
    ['a schema for what was any object', null, object({ a: text }, ['a'])],
    [
      'two ways to write null',
      object({ a: { type: ['string', 'null'] } }),
      object({ a: { anyOf: [text, { type: 'null' }] } }),
    ],
  ])('finds none in: %s', (_, before, after) => {
    expect(breakingChanges(before, after)).toEqual([]);
  });

  it.each<[string, JsonSchema | null, JsonSchema | null, string[]]>([
    ['a field that is gone', object({ a: text }), object({}), ['field_removed a']],
    ['a field that may be absent', object({ a: text }, ['a']), object({ a: text }), ['field_optional a']],
    ['a field that may be null', object({ a: text }), object({ a: { type: ['string', 'null'] } }), ['type_added a']],
    ['another type', object({ a: text }), object({ a: { type: 'integer' } }), ['type_added a']],
    [
      'numbers instead of integers',
      object({ a: { type: 'integer' } }),
      object({ a: { type: 'number' } }),
      ['type_added a'],
    ],
    ['a new value', object({ a: { enum: ['x'] } }), object({ a: { enum: ['x', 'y'] } }), ['value_added a']],
    [
      'a longer text',
      object({ a: { ...text, maxLength: 5 } }),
      object({ a: { ...text, maxLength: 9 } }),
      ['limit_loosened a'],
    ],
    [
      'another pattern',
      object({ a: { ...text, pattern: 'x' } }),
      object({ a: { ...text, pattern: 'y' } }),
      ['limit_loosened a'],
    ],
    ['a nested field', object({ a: object({ b: text }) }), object({ a: object({}) }), ['field_removed a.b']],
    [
      'an element',
      object({ a: { type: 'array', items: text } }),
      object({ a: { type: 'array', items: { type: 'null' } } }),
      ['type_added a[]'],
    ],
    [
      'a closed object',
      object({}, [], { additionalProperties: false }),
      object({ a: text }, [], { additionalProperties: false }),
      ['field_added_to_closed_object a'],
    ],
    [
      'an opened object',
      object({}, [], { additionalProperties: false }),
      object({}),
      ['field_added_to_closed_object *'],
    ],
    ['no schema any more', object({ a: text }, ['a']), null, ['field_removed a']],
    [
      'a definition that changed',
      { ...object({ a: { $ref: '#/$defs/A' } }), $defs: { A: text } },
      { ...object({ a: { $ref: '#/$defs/A' } }), $defs: { A: { type: 'null' } } },
      ['type_added a'],
    ],
    [
      'a word it does not know',
      object({ a: { not: { const: 1 } } }),
      object({ a: { not: { const: 2 } } }),
      ['not_comparable a'],
    ],
  ])('reports: %s', (_, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected);
  });

  it('ends on schemas that contain themselves', () => {
    const tree = (leaf: object): JsonSchema => ({
      type: 'object',
      properties: { child: { anyOf: [{ $ref: '#' }, { type: 'null' }] }, leaf },
    });
    expect(breakingChanges(tree(text), tree(text))).toEqual([]);
    expect(kinds(tree(text), tree({ type: 'integer' }))).toEqual(['type_added leaf']);
  });

  const scalar = fc.constantFrom<JsonSchema>(
    { type: 'string' },
    { type: 'string', maxLength: 1 },
    { type: 'string', minLength: 1, pattern: '^a' },
    { type: 'integer' },
    { type: 'number', minimum: 1 },
    { type: ['string', 'null'], enum: ['a', null] },
    { enum: ['a', 1] },
    { const: 'a' },
    { type: 'null' },
    {},
    { not: { type: 'string' } },
    { $ref: '#/$defs/D' },
  );
  const { schema } = fc.letrec<{ schema: JsonSchema; node: JsonSchema }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      scalar,
      tie('schema'),
      fc.record({ type: fc.constant('array'), items: tie('node') }),
      fc.record({ anyOf: fc.array(tie('node'), { minLength: 1, maxLength: 2 }) }),
    ),
    schema: fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('node'), { maxKeys: 2, noNullPrototype: true }),
        required: fc.subarray(['a', 'b']),
        additionalProperties: fc.oneof(fc.boolean(), scalar),
        $defs: fc.record({ D: fc.constantFrom<JsonSchema>({ type: 'string' }, { type: 'null' }) }),
      },
      { requiredKeys: ['type', '$defs'] },
    ),
  }));
  const payload = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom<unknown>('a', 'b', '', 'ab', 1, 0, 1.5, null),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 2, noNullPrototype: true }),
      ),
    })).value,
    { maxKeys: 3, noNullPrototype: true },
  );

  it('finds none only if every payload of the new schema fits the old one', () => {
    let harmless = 0;
    const root = (inner: JsonSchema): JsonSchema => ({ $defs: { D: { type: 'string' } }, ...inner });
    const related = fc.oneof(
      fc.tuple(schema, schema),
      schema.chain((s) => schema.map((t): [JsonSchema, JsonSchema] => [s, { ...s, ...t }])),
    );
    const ajv = new Ajv2020({ strict: false, logger: false });
    fc.assert(
      fc.property(related, fc.array(payload, { minLength: 10, maxLength: 20 }), ([first, second], payloads) => {
        const [before, after] = [root(first), root(second)];
        if (breakingChanges(before, after).length > 0) return;
        harmless += 1;
        const [old, next] = [ajv.compile(before), ajv.compile(after)];
        for (const sample of payloads) if (next(sample)) expect(old(sample)).toBe(true);
      }),
      { numRuns: 1500 },
    );
    expect(harmless).toBeGreaterThan(20);
  });

  it('finds none between a schema and itself', () => {
    fc.assert(fc.property(schema, (same) => breakingChanges(same, structuredClone(same)).length === 0));
  });
});
