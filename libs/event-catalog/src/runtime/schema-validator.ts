import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { CatalogError } from '../catalog.errors.js';
import type { JsonSchema } from '../event-type.js';
import { SCHEMA_DIALECT } from '../payload/payload-schema.js';
import { describeEntries } from '../validation-entry.js';
import type { ValidationEntry } from '../validation-entry.js';
import { entriesOfAjv } from './ajv-entries.js';
import { boundedPattern } from './bounded-pattern.js';
import { schemaProblems } from './schema-bounds.js';
import { areUnique } from './unique-items.js';

export interface SchemaValidator {
  readonly schema: JsonSchema;
  /** What is wrong, one entry per field; empty when the payload is right. */
  validate(payload: unknown): readonly ValidationEntry[];
}

/**
 * Compiles a JSON Schema (2020-12) that came from outside. Unknown words and formats are refused, so that a slip
 * of the pen does not become a rule that never applies; nothing is ever fetched.
 * @throws CatalogError `invalid_schema` with an entry per problem
 */
export function schemaValidator(schema: unknown): SchemaValidator {
  const problems = schemaProblems(schema);
  if (problems.length > 0) refuse(problems);
  const copy = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
  checkRoot(copy);
  const compiled = compile(copy);
  const validate = (payload: unknown): readonly ValidationEntry[] => {
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
      return [{ path: '', message: 'the payload must be an object', expected: 'an object' }];
    }
    try {
      return compiled(payload) ? [] : entriesOfAjv(compiled.errors ?? [], payload);
    } catch (error) {
      // References that lead in a circle without going into the payload: Ajv recurses until the stack ends.
      if (!(error instanceof RangeError)) throw error;
      return [ENDLESS];
    }
  };
  if (validate({}).includes(ENDLESS)) refuse([ENDLESS]);
  return { schema: copy, validate };
}

const ENDLESS: ValidationEntry = {
  path: '',
  message: 'the schema refers to itself without end',
  expected: 'a schema that ends',
};

function checkRoot(schema: Record<string, unknown>): void {
  const dialect = schema['$schema'];
  if (dialect !== undefined && dialect !== SCHEMA_DIALECT && dialect !== `${SCHEMA_DIALECT}#`) {
    refuse([{ path: '$schema', message: 'is another dialect of JSON Schema', expected: SCHEMA_DIALECT }]);
  }
  const type = schema['type'];
  const types = Array.isArray(type) ? (type as unknown[]) : [type];
  if (type !== undefined && !types.includes('object')) {
    refuse([{ path: 'type', message: 'does not allow objects, and every payload is one', expected: '"object"' }]);
  }
}

function compile(schema: Record<string, unknown>): ValidateFunction {
  grammar ??= newAjv(true);
  if (!grammar.validateSchema(schema)) refuse(entriesOfAjv(grammar.errors ?? [], schema));
  // One instance per schema: Ajv keeps what it compiled for as long as it lives, and a replaced type must go.
  const ajv = newAjv(false);
  // From OpenAPI, in nearly every schema that people bring along; it asks for nothing.
  ajv.addKeyword('example');
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    validate: (asked: boolean, members: readonly unknown[]) => !asked || areUnique(members),
  });
  try {
    return ajv.compile(schema);
  } catch (error) {
    if (error instanceof RangeError) return refuse([ENDLESS], error);
    const message = error instanceof Error ? error.message : String(error);
    return refuse([{ path: '', message, expected: 'a JSON Schema, draft 2020-12' }], error);
  }
}

/**
 * Checks schemas by the schema of schemas, which takes longer to compile than any of them: with one in each instance, a
 * thousand types kept a process that starts busy for 25 s of a slow core, and for 5 s with one for all.
 */
let grammar: Ajv2020 | undefined;

function newAjv(validateSchema: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    validateSchema,
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    // A payload has no `constructor` and no `toString` unless it says so.
    ownProperties: true,
    // 19.99 is a multiple of 0.01, though not for a binary computer.
    multipleOfPrecision: 6,
    validateFormats: true,
    logger: false,
    code: { regExp: boundedRegExp },
  });
  addFormats.default(ajv);
  return ajv;
}

const boundedRegExp = Object.assign(
  (pattern: string) => boundedPattern(pattern),
  // Where Ajv writes standalone code; it is asked for although none is written here.
  { code: 'new RegExp' },
);

function refuse(entries: readonly ValidationEntry[], cause?: unknown): never {
  throw new CatalogError(
    'invalid_schema',
    `The schema cannot be used: ${describeEntries(entries)}`,
    entries,
    cause === undefined ? undefined : { cause },
  );
}
