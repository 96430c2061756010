import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Flag, Optional, OneOf, rule, Text, TextMap, Whole } from '@posthorn/webhooks';
import { isEmail, ValidateIf } from 'class-validator';

/** What every field may say about itself. */
export interface FieldOptions {
  readonly description?: string;
  readonly example?: unknown;
  /**
   * `or_null`: absent and null both mean "not given". `keep`: absent keeps the value and null is refused, for PATCH
   * of a field that cannot be empty. Default: the field is required.
   */
  readonly optional?: 'or_null' | 'keep';
}

/** One property: its rule for the validator and its description for OpenAPI, said once. */
function field(check: PropertyDecorator, schema: ApiPropertyOptions, options: FieldOptions): PropertyDecorator {
  const documented = ApiProperty({
    ...schema,
    required: options.optional === undefined,
    ...(options.optional === 'or_null' ? { nullable: true } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
  } as ApiPropertyOptions);
  return (target, property) => {
    check(target, property);
    if (options.optional === 'or_null') Optional()(target, property);
    if (options.optional === 'keep') ValidateIf((_dto, value) => value !== undefined)(target, property);
    documented(target, property);
  };
}

export function TextField(options: FieldOptions & { min?: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  const schema: ApiPropertyOptions = {
    type: 'string',
    maxLength: max,
    ...(min === undefined ? {} : { minLength: min }),
  };
  return field(Text({ max, ...(min === undefined ? {} : { min }) }), schema, options);
}

/** Text with something to read in it. */
export function NameField(options: FieldOptions & { max: number }): PropertyDecorator {
  const check = rule({
    expected: `text of 1 to ${options.max} characters, not only blanks, without control characters`,
    schema: { type: 'string', minLength: 1, maxLength: options.max },
    test: (value) =>
      typeof value === 'string' && /[^\s\p{Cf}]/u.test(value) && value.length <= options.max && isPrintable(value),
  });
  return field(check, { type: 'string', minLength: 1, maxLength: options.max }, options);
}

export function ChoiceField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(OneOf(values), { type: 'string', enum: [...values] }, options);
}

export function WholeField(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  return field(Whole({ min, max }), { type: 'integer', minimum: min, maximum: max }, options);
}

export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return field(Flag(), { type: 'boolean' }, options);
}

export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  const check = rule({
    expected: 'an e-mail address such as john@example.com',
    schema: { type: 'string', format: 'email', maxLength: 254 },
    // isEmail throws at broken surrogates.
    test: (value) => typeof value === 'string' && value.length <= 254 && isPrintable(value) && isEmail(value),
  });
  return field(check, { type: 'string', format: 'email', maxLength: 254 }, options);
}

/** Up to 50 texts of at most 500 characters. */
export function MetadataField(options: FieldOptions = {}): PropertyDecorator {
  const schema: ApiPropertyOptions = { type: 'object', additionalProperties: { type: 'string' } };
  return field(TextMap({ maxItems: 50, max: 500, storable: true, removable: false }), schema, options);
}

/** A rule of one's own. */
export function CheckedField(
  check: { expected: string; code?: string; test: (value: unknown) => boolean },
  schema: ApiPropertyOptions,
  options: FieldOptions = {},
): PropertyDecorator {
  return field(rule({ ...check, schema: { ...schema } }), schema, options);
}

function isPrintable(value: string): boolean {
  return !/[\p{Cc}\p{Surrogate}]/u.test(value);
}
