import { IS_INT, ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { JsonSchema, PayloadClass } from '../event-type.js';
import { acceptsField } from './payload-check.js';
import { toInstance } from './payload-instance.js';
import { planOf } from './payload-plan.js';
import type { FieldPlan, PayloadPlan, RuleMetadata } from './payload-plan.js';
import { SCHEMA_CONVERTERS } from './schema-converters.js';

type Schema = Record<string, unknown>;

export const SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * The JSON Schema (2020-12) of a payload class. Nested classes are written in place; a class that contains itself
 * stands in `$defs`. Every payload that the class accepts fits the schema. Further fields are not forbidden in it:
 * a receiver that checks with it must not fail on the day a field is added.
 * @param example decides what conditions such as `@ValidateIf(o => …)` mean for `required`
 */
export function payloadSchema(payload: PayloadClass, example?: object): JsonSchema {
  const builder = new SchemaBuilder(payload);
  const schema = builder.build(payload, example);
  const definitions = builder.definitions();
  return { $schema: SCHEMA_DIALECT, ...schema, ...(definitions === undefined ? {} : { $defs: definitions }) };
}

class SchemaBuilder {
  /** Classes that are being written: meeting one again means that it contains itself. */
  private readonly open = new Set<PayloadClass>();
  private readonly recursive = new Map<PayloadClass, { name: string; schema?: Schema }>();

  constructor(private readonly root: PayloadClass) {}

  definitions(): Schema | undefined {
    const named = [...this.recursive].filter(([payload]) => payload !== this.root);
    return named.length === 0 ? undefined : Object.fromEntries(named.map(([, { name, schema }]) => [name, schema]));
  }

  build(payload: PayloadClass, example?: object): Schema {
    const known = this.recursive.get(payload);
    if (known?.schema !== undefined) return this.reference(payload);
    if (this.open.has(payload)) {
      if (known === undefined) this.recursive.set(payload, { name: this.freeName(payload.name) });
      return this.reference(payload);
    }
    this.open.add(payload);
    const schema = this.describe(planOf(payload), example);
    this.open.delete(payload);
    const recursive = this.recursive.get(payload);
    if (recursive === undefined || payload === this.root) return schema;
    recursive.schema = schema;
    return this.reference(payload);
  }

  private reference(payload: PayloadClass): Schema {
    return { $ref: payload === this.root ? '#' : `#/$defs/${this.recursive.get(payload)?.name ?? payload.name}` };
  }

  private freeName(wanted: string): string {
    const taken = new Set([...this.recursive.values()].map(({ name }) => name));
    let name = wanted;
    for (let n = 2; taken.has(name); n += 1) name = `${wanted}${n}`;
    return name;
  }

  private describe(plan: PayloadPlan, example?: object): Schema {
    const converters = {
      ...SCHEMA_CONVERTERS,
      [ValidationTypes.NESTED_VALIDATION]: (m: RuleMetadata) => this.nested(plan, m),
    };
    const {
      properties = {},
      required: _,
      ...rest
    } = targetConstructorToSchema(plan.payload, {
      additionalConverters: converters,
    }) as Schema & { properties?: Record<string, Schema> };
    const shown: Schema = {};
    const required: string[] = [];
    for (const [name, field] of plan.fields) {
      const schema = tidy(properties[name] ?? {}, field);
      shown[name] = mayBe(field, null, example) ? nullable(schema) : schema;
      if (!mayBe(field, undefined, example)) required.push(name);
    }
    return { ...rest, type: 'object', properties: shown, ...(required.length > 0 ? { required } : {}) };
  }

  private nested(plan: PayloadPlan, { propertyName, each, target }: RuleMetadata): Schema {
    const nested = plan.fields.get(propertyName)?.nested?.();
    if (nested === undefined) return {};
    const schema = this.build(nested.payload);
    const declared: unknown =
      typeof target === 'function'
        ? Reflect.getMetadata('design:type', target.prototype as object, propertyName)
        : undefined;
    return declared === Array && !each ? { type: 'array', items: schema } : schema;
  }
}

/**
 * Whether the rules let a field be null or absent, found by asking them: `@IsOptional()`, `@ValidateIf()` and custom
 * rules say it in too many ways to be read off. Asked beside an otherwise empty object and beside the example, because
 * a condition may look at other fields; a rule that cannot answer counts as a refusal.
 */
function mayBe(field: FieldPlan, value: null | undefined, example: object | undefined): boolean {
  const beside = (object: object): boolean => {
    const { [field.name]: _, ...others } = object as Record<string, unknown>;
    try {
      return acceptsField(field, value === undefined ? others : { ...others, [field.name]: null }, value);
    } catch {
      return false;
    }
  };
  return beside({}) || (example !== undefined && beside(example));
}

function tidy(schema: Schema, field: FieldPlan): Schema {
  const integers = field.rules.some(({ name }) => name === IS_INT);
  const tidied: Schema = { ...schema };
  if (integers && tidied['type'] === 'number') tidied['type'] = 'integer';
  const items = tidied['items'] as Schema | undefined;
  if (integers && items?.['type'] === 'number') tidied['items'] = { ...items, type: 'integer' };
  // Two equal objects are two in @ArrayUnique() and one in `uniqueItems`.
  if (items !== undefined && !['string', 'number', 'integer', 'boolean'].includes(items['type'] as string)) {
    delete tidied['uniqueItems'];
  }
  return tidied;
}

function nullable(schema: Schema): Schema {
  if (Object.keys(schema).length === 0) return schema;
  const { description, title, ...rest } = schema;
  const labels = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
  const combined = ['$ref', 'anyOf', 'oneOf', 'allOf', 'not', 'const'].some((word) => word in rest);
  if (typeof rest['type'] !== 'string' || combined) {
    return Object.keys(rest).length === 0 ? schema : { ...labels, anyOf: [rest, { type: 'null' }] };
  }
  const values = rest['enum'];
  return {
    ...labels,
    ...rest,
    type: [rest['type'], 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
  };
}

/** The example as a receiver sees it: plain JSON, dates as text. */
export function exampleAsJson(example: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(example)) as Record<string, unknown>;
}

/** The example as the conditions of its class see it. */
export function exampleAsInstance(payload: PayloadClass, example: object): object {
  return toInstance(planOf(payload), example);
}
