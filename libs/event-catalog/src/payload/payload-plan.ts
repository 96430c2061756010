import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import 'reflect-metadata';
import { CatalogError } from '../catalog.errors.js';
import type { PayloadClass } from '../event-type.js';

export type RuleMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One decorator of one field, ready to be asked. */
export interface Rule {
  /** class-validator's name of it: `isString`. */
  readonly name: string;
  readonly metadata: RuleMetadata;
  readonly validate: (value: unknown, args: ValidationArguments) => boolean | Promise<boolean>;
}

export interface FieldPlan {
  readonly name: string;
  /** `@IsOptional()` and `@ValidateIf()`: all have to hold before anything else is looked at. */
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly rules: readonly Rule[];
  /** Number of `@ValidateNested()` on the field; its values are then objects, or arrays of objects, of `nested`. */
  readonly nestedRules: number;
  readonly nested?: () => PayloadPlan;
  /** Dates are ISO 8601 text in JSON and `Date` in the class. */
  readonly holdsDates: boolean;
}

/** What a payload class asks for, read once from its decorators. */
export interface PayloadPlan {
  readonly payload: PayloadClass;
  readonly fields: ReadonlyMap<string, FieldPlan>;
}

const DATE_RULES: readonly string[] = ['isDate', 'minDate', 'maxDate'];
const plans = new WeakMap<PayloadClass, PayloadPlan>();

/**
 * Reads the decorators of a payload class and of the classes it nests.
 * @throws CatalogError `invalid_payload_class` for a class without decorators, an asynchronous rule, or a nested
 *   field whose class is not known
 */
export function planOf(payload: PayloadClass): PayloadPlan {
  const known = plans.get(payload);
  if (known !== undefined) return known;
  const storage = getMetadataStorage();
  const metadatas = storage.getTargetValidationMetadatas(payload, '', false, false);
  if (metadatas.length === 0) {
    refuse(
      payload,
      'has no class-validator decorators: decorate every field, or two copies of class-validator are installed',
    );
  }
  const fields = new Map<string, FieldPlan>();
  const plan: PayloadPlan = { payload, fields };
  // Before the fields, so that a class which contains itself finds its own plan.
  plans.set(payload, plan);
  try {
    for (const [name, all] of Object.entries(storage.groupByPropertyName(metadatas))) {
      fields.set(name, planField(payload, name, all));
    }
    for (const field of fields.values()) field.nested?.();
  } catch (error) {
    plans.delete(payload);
    throw error;
  }
  return plan;
}

function planField(payload: PayloadClass, name: string, metadatas: readonly RuleMetadata[]): FieldPlan {
  if (name === '__proto__' || name === 'constructor') refuse(payload, `cannot have a field called "${name}"`);
  if (metadatas.some(({ type }) => type === ValidationTypes.PROMISE_VALIDATION)) {
    refuse(payload, `field "${name}": a payload holds values, not promises; remove @ValidatePromise()`);
  }
  const rules = metadatas.flatMap((metadata) => rulesOf(payload, metadata));
  const nestedRules = metadatas.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
  const fieldClass = classOfField(payload, name);
  const nestedClass = nestedRules.length > 0 ? nestedClassOf(payload, name, fieldClass) : undefined;
  return {
    name,
    conditions: metadatas
      .filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION)
      .map(({ constraints }) => constraints[0] as (object: object, value: unknown) => boolean),
    rules,
    nestedRules: nestedRules.length,
    ...(nestedClass === undefined ? {} : { nested: () => planOf(nestedClass) }),
    holdsDates: fieldClass === Date || rules.some((rule) => DATE_RULES.includes(rule.name)),
  };
}

function rulesOf(payload: PayloadClass, metadata: RuleMetadata): Rule[] {
  if (metadata.type !== ValidationTypes.CUSTOM_VALIDATION && metadata.type !== ValidationTypes.IS_DEFINED) return [];
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map((constraint) => {
      if (constraint.async) {
        refuse(
          payload,
          `field "${metadata.propertyName}": "${constraint.name}" is asynchronous; publishing checks at once`,
        );
      }
      // Decorators made of functions get a class of this name which needs nothing injected, so it can be kept:
      // class-validator's own container searches a list for it at every call.
      const inline = constraint.target.name === 'CustomConstraint' ? constraint.instance : undefined;
      return {
        name: constraint.name,
        metadata,
        validate: (value, args) => (inline ?? constraint.instance).validate(value, args),
      } satisfies Rule;
    });
}

/**
 * The class that `@Type(() => …)` names for a field, else the one the compiler recorded. It is found by letting
 * class-transformer build one: its metadata storage is not public, and a deep import of it is another copy of the
 * storage as soon as a bundler prefers the package's other build.
 */
function classOfField(payload: PayloadClass, name: string): unknown {
  const probe = plainToInstance(payload, { [name]: {} }, { exposeDefaultValues: false }) as Record<string, unknown>;
  const built = probe[name];
  if (built instanceof Date) return Date;
  const declared: unknown = Reflect.getMetadata('design:type', payload.prototype as object, name);
  const found: unknown = typeof built === 'object' && built !== null ? built.constructor : undefined;
  return found === undefined || found === Object ? declared : found;
}

function nestedClassOf(payload: PayloadClass, name: string, found: unknown): PayloadClass {
  if (typeof found === 'function' && found !== Object && found !== Array && found !== Date)
    return found as PayloadClass;
  return refuse(payload, `field "${name}" is nested, but its class is not known: add @Type(() => TheClass)`);
}

function refuse(payload: PayloadClass, problem: string): never {
  throw new CatalogError('invalid_payload_class', `Payload class ${payload.name || '(without a name)'} ${problem}`);
}
