import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Type } from 'class-transformer';
import * as rule from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import fc from 'fast-check';
import type { PayloadClass } from '../event-type.js';
import { payloadSchema } from './payload-schema.js';
import { payloadValidator } from './payload-validator.js';

enum Status {
  Active = 'active',
  Gone = 'gone',
}
enum Level {
  Low = 1,
  High = 2,
}

const schemaOf = (payload: PayloadClass) => {
  const { properties, ...rest } = payloadSchema(payload) as { properties: Record<string, unknown> };
  return { properties, ...rest } as { properties: Record<string, unknown>; required?: string[]; $defs?: object };
};

describe('the JSON Schema of a payload class', () => {
  it('describes fields, nested classes, arrays, enums and dates', () => {
    class Address {
      @rule.IsString() city!: string;
    }
    class Item {
      @rule.IsInt() @rule.Min(1) quantity!: number;
    }
    class Order {
      @rule.IsString() @rule.Length(1, 40) id!: string;
      @rule.IsEnum(Status) status!: Status;
      @rule.IsEnum(Level) level!: Level;
      @rule.ValidateNested() @rule.IsDefined() @Type(() => Address) address!: Address;
      @rule.IsArray() @rule.ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
      @rule.IsString({ each: true }) tags!: string[];
      @rule.IsDate() at!: Date;
    }
    expect(payloadSchema(Order)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1, maxLength: 40 },
        status: { type: 'string', enum: ['active', 'gone'] },
        level: { type: 'number', enum: [1, 2] },
        address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        items: {
          type: 'array',
          items: { type: 'object', properties: { quantity: { type: 'integer', minimum: 1 } }, required: ['quantity'] },
        },
        tags: { type: 'array', items: { type: 'string' } },
        at: { type: 'string', format: 'date-time' },
      },
      required: ['id', 'status', 'level', 'address', 'items', 'tags', 'at'],
    });
  });

  it('tells optional, nullable and required fields apart as the rules do', () => {
    class Payload {
      @rule.IsOptional() @rule.IsString() optional?: string | null;
      @rule.ValidateIf((_, value) => value !== null) @rule.IsString() nullable!: string | null;
      @rule.IsOptional() @rule.IsEnum(Status) choice?: Status;
      @rule.ValidateIf((o: Payload) => o.nullable === 'x') @rule.IsInt() sometimes?: number;
      @rule.Allow() anything?: unknown;
    }
    const { properties, required } = schemaOf(Payload);
    expect(required).toEqual(['nullable']);
    expect(properties).toEqual({
      optional: { type: ['string', 'null'] },
      nullable: { type: ['string', 'null'] },
      choice: { type: ['string', 'null'], enum: ['active', 'gone', null] },
      sometimes: { type: ['integer', 'null'] },
      anything: {},
    });
  });

  it('resolves classes that contain themselves to references', () => {
    class Node {
      @rule.IsOptional() @rule.ValidateNested({ each: true }) @Type(() => Node) children?: Node[];
    }
    class Tree {
      @rule.IsDefined() @rule.ValidateNested() @Type(() => Node) root!: Node;
    }
    expect(schemaOf(Tree)).toMatchObject({
      properties: { root: { $ref: '#/$defs/Node' } },
      $defs: {
        Node: {
          type: 'object',
          properties: { children: { type: ['array', 'null'], items: { $ref: '#/$defs/Node' } } },
        },
      },
    });
    expect(schemaOf(Node).properties).toEqual({ children: { type: ['array', 'null'], items: { $ref: '#' } } });
    const validate = new Ajv2020({ strict: false }).compile(payloadSchema(Tree));
    expect(validate({ root: { children: [{ children: [] }] } })).toBe(true);
    expect(validate({ root: { children: [{ children: 5 }] } })).toBe(false);
  });

  it('does not mix up two nested classes of one name', () => {
    const first = (() => {
      class Part {
        @rule.IsString() a!: string;
      }
      return Part;
    })();
    const second = (() => {
      class Part {
        @rule.IsInt() b!: number;
      }
      return Part;
    })();
    class Whole {
      @rule.IsDefined() @rule.ValidateNested() @Type(() => first) one!: object;
      @rule.IsDefined() @rule.ValidateNested() @Type(() => second) two!: object;
    }
    expect(schemaOf(Whole).properties).toMatchObject({
      one: { properties: { a: { type: 'string' } } },
      two: { properties: { b: { type: 'integer' } } },
    });
  });

  it('carries what @JSONSchema adds', () => {
    class Payload {
      @rule.IsString() @JSONSchema({ description: 'Name as shown.' }) name!: string;
    }
    expect(schemaOf(Payload).properties).toEqual({ name: { type: 'string', description: 'Name as shown.' } });
  });

  it('leaves patterns out that JSON Schema would read differently', () => {
    class Payload {
      @rule.Matches(/^[a-z]+$/i) loose!: string;
      @rule.Matches(/^[a-z]+$/) strict!: string;
    }
    expect(schemaOf(Payload).properties).toEqual({
      loose: { type: 'string' },
      strict: { type: 'string', pattern: '^[a-z]+$' },
    });
  });
});

/** One field per decorator and a value that it accepts now and then. */
const FIELDS: readonly (readonly [PropertyDecorator, fc.Arbitrary<unknown>])[] = [
  [rule.IsString(), fc.string()],
  [rule.IsInt(), fc.integer()],
  [rule.IsNumber(), fc.double({ noNaN: true, noDefaultInfinity: true })],
  [rule.IsBoolean(), fc.boolean()],
  [rule.IsDateString(), fc.constantFrom('2025-01-01', '2025-01-01T10:00:00Z', '2025-W01')],
  [rule.IsISO8601(), fc.constantFrom('2025-01', '2025-01-01T10:00:00.5+02:00')],
  [rule.IsIn(['a', 1, null]), fc.constantFrom('a', 1, null)],
  [rule.Equals('x'), fc.constantFrom('x', 'y')],
  [rule.NotEquals('x'), fc.constantFrom('x', 'y')],
  [rule.IsNotEmpty(), fc.oneof(fc.string(), fc.constantFrom(0, false, ['x']))],
  [rule.IsEmpty(), fc.constantFrom('', null, undefined)],
  [rule.IsNumberString(), fc.constantFrom('1', '-1.5', '1e3')],
  [rule.IsBooleanString(), fc.constantFrom('true', '1', 'no')],
  [rule.IsHexColor(), fc.constantFrom('#fff', '#ffff', '#12345678')],
  [rule.IsHexadecimal(), fc.constantFrom('0xAb', 'ff')],
  [rule.IsIP(), fc.oneof(fc.ipV4(), fc.ipV6())],
  [rule.IsUrl(), fc.constantFrom('example.com', 'https://example.com/x')],
  [rule.IsUUID(), fc.uuid()],
  [rule.Contains('a.b'), fc.constantFrom('xa.by', 'axb')],
  [rule.NotContains('a.b'), fc.constantFrom('xa.by', 'axb')],
  [rule.IsAlpha('de-DE'), fc.constantFrom('größe', 'abc')],
  [rule.Min(3), fc.integer({ min: 0, max: 6 })],
  [rule.Max(3), fc.integer({ min: 0, max: 6 })],
  [rule.IsPositive(), fc.integer({ min: -2, max: 2 })],
  [rule.IsDivisibleBy(3), fc.integer({ min: 0, max: 9 })],
  [rule.Length(1, 3), fc.string({ unit: 'grapheme', maxLength: 5 })],
  [rule.ArrayUnique(), fc.array(fc.constantFrom(1, 2, { a: 1 }))],
  [rule.ArrayMinSize(2), fc.array(fc.integer())],
  [rule.ArrayContains([1]), fc.array(fc.integer({ min: 0, max: 2 }))],
  [rule.IsObject(), fc.object({ maxDepth: 1 })],
  [rule.IsNotEmptyObject(), fc.constantFrom({}, { a: 1 })],
  [rule.IsSurrogatePair(), fc.constantFrom('😀', 'a')],
  [rule.IsLatitude(), fc.constantFrom(10, '10')],
  [rule.Allow(), fc.anything()],
];

describe('a payload that its class accepts', () => {
  const decorators = fc.uniqueArray(fc.nat(FIELDS.length - 1), { minLength: 1, maxLength: 3 });
  const field = fc.record({ decorators, optional: fc.boolean(), each: fc.constant(false) });

  it('fits the schema of the class, whatever the rules are', () => {
    let accepted = 0;
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat(1000)), (fields, seeds) => {
        class Payload {
          [field: string]: unknown;
        }
        const record: Record<string, fc.Arbitrary<unknown>> = {};
        for (const [index, { decorators: chosen, optional }] of fields.entries()) {
          const name = `f${index}`;
          for (const number of chosen) FIELDS[number]?.[0](Payload.prototype, name);
          if (optional) rule.IsOptional()(Payload.prototype, name);
          record[name] = fc.oneof(
            ...chosen.map((number) => FIELDS[number]?.[1] ?? fc.constant(null)),
            fc.constant(null),
          );
        }
        const validator = payloadValidator(Payload);
        const fits = ajv.compile(payloadSchema(Payload));
        const seed = Number(seeds.next().value);
        for (const payload of fc.sample(fc.record(record, { requiredKeys: [] }), { numRuns: 12, seed })) {
          const json = JSON.parse(JSON.stringify(payload)) as object;
          if (validator.validate(json).length > 0) continue;
          accepted += 1;
          if (!fits(json)) throw new Error(`${JSON.stringify(json)}: ${JSON.stringify(fits.errors)}`);
        }
      }),
      { numRuns: 120 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
