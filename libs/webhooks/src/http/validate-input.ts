import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../webhooks.errors.js';
import { isPlainObject } from './storable.js';
import { nestedType } from './rules.js';

export type InputClass<T extends object = object> = new () => T;

/** Fields that an answer names at most: 50,000 unknown ones made an answer of megabytes. */
const MAX_PROBLEMS = 100;

export type Validated<T> = { readonly value: T } | { readonly problems: readonly FieldProblem[] };

/**
 * Checks parsed JSON against a DTO class. Own code rather than class-transformer, which walks into free-form objects:
 * it drops keys such as `constructor`, copies payloads and overflows the stack on deep ones.
 */
export function validateInput<T extends object>(type: InputClass<T>, input: unknown): Validated<T> {
  if (!isPlainObject(input)) {
    return {
      problems: [
        { field: '', code: 'invalid', message: 'The body has to be a JSON object.', expected: 'a JSON object' },
      ],
    };
  }
  const problems: FieldProblem[] = [];
  const value = instantiate(type, input, '', problems);
  for (const error of validateSync(value, { stopAtFirstError: true, forbidUnknownValues: false })) {
    collect(error, '', problems);
  }
  return problems.length > 0 ? { problems } : { value };
}

/** Properties that a DTO class declares. */
export function propertiesOf(type: InputClass): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return new Set(metadata.map((entry) => entry.propertyName));
}

function instantiate<T extends object>(
  type: InputClass<T>,
  input: Record<string, unknown>,
  path: string,
  problems: FieldProblem[],
): T {
  const known = propertiesOf(type);
  const value = new type();
  for (const key of Object.keys(input)) {
    if (!known.has(key)) {
      if (problems.length >= MAX_PROBLEMS) continue;
      const field = path + key.slice(0, 100);
      const expected = `one of ${[...known].join(', ')}`;
      problems.push({ field, code: 'unknown_field', message: `${field} is not a known field.`, expected });
      continue;
    }
    const nested = nestedType(type.prototype as object, key);
    const given = input[key];
    if (nested && given !== null && !isPlainObject(given)) {
      const field = path + key;
      problems.push({ field, code: 'invalid', message: `${field} has to be an object.`, expected: 'an object' });
      continue;
    }
    const entry =
      nested && given !== null
        ? instantiate(nested, given as Record<string, unknown>, `${path}${key}.`, problems)
        : given;
    Object.assign(value, { [key]: entry });
  }
  return value;
}

/** What `rule` says beside its message. */
interface RuleContext {
  readonly code: string;
  readonly expected: string;
}

function collect(error: ValidationError, path: string, problems: FieldProblem[]): void {
  const field = path + error.property;
  for (const child of error.children ?? []) collect(child, `${field}.`, problems);
  const [name, message] = Object.entries(error.constraints ?? {})[0] ?? [];
  if (name === undefined || problems.some((entry) => entry.field === field)) return;
  const contexts: Readonly<Record<string, RuleContext>> = error.contexts ?? {};
  const context = contexts[name];
  const absent = error.value === undefined || error.value === null;
  problems.push({
    field,
    code: absent ? 'required' : (context?.code ?? 'invalid'),
    message: absent ? `${field} is required.` : `${field} ${message ?? 'is not valid'}.`,
    ...(context ? { expected: context.expected } : {}),
  });
}
