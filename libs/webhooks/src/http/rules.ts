import { IsOptional, ValidateBy, ValidateNested, type ValidationOptions } from 'class-validator';
import { isPlainObject, isStorableJson, isStorableText } from './storable.js';

/** What one rule says of a property: to the validator, to the person who got it wrong and to OpenAPI. */
export interface Rule {
  /** Completes "<field> has to be …". */
  readonly expected: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly test: (value: unknown) => boolean;
  readonly code?: string;
}

/** Name under which class-validator keeps our rules; the schema is its first constraint. */
export const RULE = 'posthornRule';

/** A class-validator decorator with words and a schema. */
export function rule({ expected, schema, test, code = 'invalid' }: Rule): PropertyDecorator {
  const options: ValidationOptions = { message: `has to be ${expected}`, context: { code, expected } };
  return ValidateBy({ name: RULE, constraints: [schema], validator: { validate: test } }, options);
}

const NESTED = new WeakMap<object, Map<string, () => new () => object>>();

/** An object of its own class, checked field by field. */
export function Nested(type: () => new () => object): PropertyDecorator {
  const checked = ValidateNested({
    message: 'has to be an object',
    context: { code: 'invalid', expected: 'an object' },
  });
  return (target, property) => {
    checked(target, property);
    const known = NESTED.get(target) ?? new Map<string, () => new () => object>();
    NESTED.set(target, known.set(String(property), type));
  };
}

/** The class of a nested property, inherited ones too. */
export function nestedType(prototype: object, property: string): (new () => object) | undefined {
  for (let current: object | null = prototype; current; current = Object.getPrototypeOf(current) as object | null) {
    const found = NESTED.get(current)?.get(property);
    if (found) return found();
  }
  return undefined;
}

/** May be absent or null. */
export const Optional = (): PropertyDecorator => IsOptional();

export function Text(limits: { min?: number; max: number; expected?: string }): PropertyDecorator {
  const min = limits.min ?? 0;
  return rule({
    expected: limits.expected ?? `text of ${min} to ${limits.max} characters, without control characters`,
    schema: { type: 'string', minLength: min, maxLength: limits.max },
    test: (value) =>
      typeof value === 'string' && isStorableText(value) && value.length >= min && value.length <= limits.max,
  });
}

export function Flag(): PropertyDecorator {
  return rule({ expected: 'true or false', schema: { type: 'boolean' }, test: (value) => typeof value === 'boolean' });
}

export function Whole(limits: { min: number; max: number }): PropertyDecorator {
  return rule({
    expected: `a whole number from ${limits.min} to ${limits.max}`,
    schema: { type: 'integer', minimum: limits.min, maximum: limits.max },
    test: (value) => Number.isInteger(value) && within(value as number, limits),
  });
}

export function Amount(limits: { min: number; max: number }): PropertyDecorator {
  return rule({
    expected: `a number from ${limits.min} to ${limits.max}`,
    schema: { type: 'number', minimum: limits.min, maximum: limits.max },
    test: (value) => typeof value === 'number' && Number.isFinite(value) && within(value, limits),
  });
}

export function Amounts(limits: { min: number; max: number; maxItems: number }): PropertyDecorator {
  return rule({
    expected: `a list of 1 to ${limits.maxItems} numbers from ${limits.min} to ${limits.max}`,
    schema: {
      type: 'array',
      minItems: 1,
      maxItems: limits.maxItems,
      items: { type: 'number', minimum: limits.min, maximum: limits.max },
    },
    test: (value) =>
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= limits.maxItems &&
      value.every((entry) => typeof entry === 'number' && Number.isFinite(entry) && within(entry, limits)),
  });
}

export function OneOf(values: readonly string[]): PropertyDecorator {
  return rule({
    expected: `one of ${values.join(', ')}`,
    schema: { type: 'string', enum: [...values] },
    test: (value) => typeof value === 'string' && values.includes(value),
  });
}

export function Texts(limits: { maxItems: number; max: number; minItems?: number }): PropertyDecorator {
  const minItems = limits.minItems ?? 0;
  return rule({
    expected: `a list of ${minItems} to ${limits.maxItems} texts of 1 to ${limits.max} characters`,
    schema: {
      type: 'array',
      minItems,
      maxItems: limits.maxItems,
      items: { type: 'string', minLength: 1, maxLength: limits.max },
    },
    test: (value) =>
      Array.isArray(value) &&
      value.length >= minItems &&
      value.length <= limits.maxItems &&
      value.every(
        (entry) =>
          typeof entry === 'string' && entry.length >= 1 && entry.length <= limits.max && isStorableText(entry),
      ),
  });
}

/** Any JSON object that PostgreSQL can keep. */
export function JsonObject(limits: { maxBytes: number }): PropertyDecorator {
  return rule({
    expected: `a JSON object of at most ${limits.maxBytes} bytes, without NUL characters or broken surrogates`,
    schema: { type: 'object', additionalProperties: true },
    test: (value) => isPlainObject(value) && isStorableJson(value, limits.maxBytes),
  });
}

/**
 * A map of text to text. `removable`, the default: null as a value removes the entry. `storable`: for a column, when
 * nobody else looks at it.
 */
export function TextMap(limits: {
  maxItems: number;
  max: number;
  storable?: boolean;
  removable?: boolean;
}): PropertyDecorator {
  const { removable = true } = limits;
  const fits = (text: string): boolean => text.length <= limits.max && (!limits.storable || isStorableText(text));
  return rule({
    expected: `an object of at most ${limits.maxItems} texts of up to ${limits.max} characters, none called __proto__`,
    schema: {
      type: 'object',
      maxProperties: limits.maxItems,
      additionalProperties: { type: removable ? ['string', 'null'] : 'string' },
    },
    test: (value) =>
      isPlainObject(value) &&
      Object.keys(value).length <= limits.maxItems &&
      Object.entries(value).every(
        ([name, entry]) =>
          // Whoever copies the object would leave it out.
          name !== '__proto__' && fits(name) && (entry === null ? removable : typeof entry === 'string' && fits(entry)),
      ),
  });
}

/** Accepted and not looked at: fields that an answer shows and a client sends back. */
export function ReadOnly(): PropertyDecorator {
  return rule({ expected: 'anything', schema: { readOnly: true }, test: () => true });
}

function within(value: number, limits: { min: number; max: number }): boolean {
  return value >= limits.min && value <= limits.max;
}
