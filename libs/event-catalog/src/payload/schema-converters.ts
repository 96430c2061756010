import * as rules from 'class-validator';
import { ValidationTypes } from 'class-validator';
import type { RuleMetadata } from './payload-plan.js';

type Schema = Record<string, unknown>;
/** Rules without arguments have no `constraints`, whatever the declaration of class-validator says. */
type Metadata = Omit<RuleMetadata, 'constraints'> & { readonly constraints?: readonly unknown[] };
type Converter = (metadata: Metadata) => Schema;

const text: Converter = () => ({ type: 'string' });
const dateTime: Converter = () => ({ type: 'string', format: 'date-time' });
const anything: Converter = () => ({});
const dateOrTime: Converter = () => ({ type: 'string', anyOf: [{ format: 'date-time' }, { format: 'date' }] });

/**
 * Where class-validator-jsonschema says something narrower than its rule accepts (a receiver's check of a correct
 * event would fail), uses a word that draft 2020-12 does not know, or names a format that nobody else does.
 * Null and absence are not said here: `payload-schema.ts` finds them out by asking the rules.
 */
export const SCHEMA_CONVERTERS: Readonly<Record<string, Converter>> = {
  [ValidationTypes.CUSTOM_VALIDATION]: (metadata) => designType(metadata),
  [ValidationTypes.IS_DEFINED]: anything,
  [rules.IS_EMPTY]: anything,
  [rules.IS_NOT_EMPTY]: () => ({ minLength: 1 }),
  [rules.IS_DATE]: dateTime,
  [rules.MIN_DATE]: dateTime,
  [rules.MAX_DATE]: dateTime,
  [rules.IS_RFC_3339]: dateTime,
  [rules.IS_DATE_STRING]: dateOrTime,
  [rules.IS_ISO8601]: dateOrTime,
  [rules.EQUALS]: ({ constraints }) => (isScalar(constraints?.[0]) ? { const: constraints?.[0] } : {}),
  [rules.IS_IN]: ({ constraints }) => enumeration(constraints?.[0] as readonly unknown[]),
  [rules.IS_ENUM]: ({ constraints }) => enumeration(enumValues(constraints?.[0] as Record<string, unknown>)),
  [rules.MATCHES]: ({ constraints }) =>
    matching(constraints?.[0] as RegExp | string, constraints?.[1] as string | undefined),
  [rules.CONTAINS]: ({ constraints }) => ({ type: 'string', pattern: literally(constraints?.[0] as string) }),
  [rules.NOT_CONTAINS]: ({ constraints }) => ({
    type: 'string',
    not: { pattern: literally(constraints?.[0] as string) },
  }),
  [rules.IS_ALPHA]: ({ constraints }) => latin('^[a-zA-Z]+$', constraints?.[0]),
  [rules.IS_ALPHANUMERIC]: ({ constraints }) => latin('^[0-9a-zA-Z]+$', constraints?.[0]),
  [rules.IS_BOOLEAN_STRING]: () => enumeration(['true', 'false', '1', '0']),
  [rules.IS_HEX_COLOR]: () => ({ type: 'string', pattern: '^#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$' }),
  [rules.IS_HEXADECIMAL]: () => ({ type: 'string', pattern: '^(0[xXhH])?[0-9a-fA-F]+$' }),
  [rules.IS_IP]: ({ constraints }) => ipAddress(constraints?.[0]),
  [rules.IS_URL]: ({ constraints }) =>
    (constraints?.[0] as { require_protocol?: boolean } | undefined)?.require_protocol === true
      ? { type: 'string', format: 'uri' }
      : { type: 'string' },
  [rules.IS_BASE64]: () => ({ type: 'string', contentEncoding: 'base64' }),
  [rules.IS_JSON]: () => ({ type: 'string', contentMediaType: 'application/json' }),
  [rules.IS_NUMBER_STRING]: text,
  [rules.IS_CREDIT_CARD]: text,
  [rules.IS_CURRENCY]: text,
  [rules.IS_ISBN]: text,
  [rules.IS_ISIN]: text,
  [rules.IS_MOBILE_PHONE]: text,
  [rules.IS_SURROGATE_PAIR]: text,
  [rules.IS_MULTIBYTE]: text,
  [rules.IS_FULL_WIDTH]: text,
  [rules.IS_HALF_WIDTH]: text,
};

function designType({ target, propertyName }: Metadata): Schema {
  if (typeof target !== 'function') return {};
  const type: unknown = Reflect.getMetadata('design:type', target.prototype as object, propertyName);
  if (type === String) return { type: 'string' };
  if (type === Number) return { type: 'number' };
  if (type === Boolean) return { type: 'boolean' };
  return type === Array ? { type: 'array' } : {};
}

function enumeration(values: readonly unknown[]): Schema {
  const scalars = values.filter(isScalar);
  const types = new Set(scalars.map((value) => typeof value));
  const [only] = types;
  return types.size === 1 && scalars.every((value) => value !== null)
    ? { type: only, enum: scalars }
    : { enum: scalars };
}

/** Numeric enums of TypeScript also hold their names as values, for the way back; those are not values of the enum. */
function enumValues(enumeration: Record<string, unknown>): unknown[] {
  return Object.keys(enumeration)
    .filter((key) => !/^-?\d+(\.\d+)?$/.test(key))
    .map((key) => enumeration[key]);
}

function matching(pattern: RegExp | string, modifiers: string | undefined): Schema {
  const { source, flags } = typeof pattern === 'string' ? { source: pattern, flags: modifiers ?? '' } : pattern;
  // JSON Schema has no flags and reads patterns as Unicode: what would mean something else there is left out.
  if (/[imsvy]/.test(flags)) return { type: 'string' };
  try {
    new RegExp(source, 'u');
    return { type: 'string', pattern: source };
  } catch {
    return { type: 'string' };
  }
}

function latin(pattern: string, locale: unknown): Schema {
  return locale === undefined || locale === 'en-US' ? { type: 'string', pattern } : { type: 'string' };
}

function ipAddress(version: unknown): Schema {
  if (version === undefined) return { type: 'string' };
  return { type: 'string', format: version === '6' || version === 6 ? 'ipv6' : 'ipv4' };
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function literally(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
