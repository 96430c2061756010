import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { nearestNames } from '../nearest-names.js';
import { joinPath, mergeByPath } from '../validation-entry.js';
import type { ValidationEntry } from '../validation-entry.js';
import type { PayloadPlan } from './payload-plan.js';

const DATE_EXPECTED = 'an ISO 8601 date and time, such as 2025-11-02T10:30:00.000Z';

/** What class-validator says about an instance, one entry per wrong field; empty when nothing is wrong. */
export function explain(plan: PayloadPlan, instance: object): ValidationEntry[] {
  const errors = validateSync(instance, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  return mergeByPath([...unknownFields(plan, instance, ''), ...errors.flatMap((error) => entriesOf(error, '', false))]);
}

/**
 * Fields without a decorator. Not left to class-validator's `forbidNonWhitelisted`: it looks names up in an object
 * with a prototype, so a field called `hasOwnProperty` passes there.
 */
function* unknownFields(plan: PayloadPlan, instance: object, base: string): Generator<ValidationEntry> {
  for (const [key, value] of Object.entries(instance)) {
    const path = joinPath(base, key);
    const field = plan.fields.get(key);
    if (field === undefined) {
      const nearest = nearestNames(key, plan.fields.keys(), 1)[0];
      yield {
        path,
        message: `is not a field of this event`,
        expected: nearest === undefined ? 'no such field' : `no such field (the nearest one is "${nearest}")`,
      };
    } else if (field.nested !== undefined) {
      yield* unknownInNested(field.nested(), value, path);
    }
  }
}

function* unknownInNested(plan: PayloadPlan, value: unknown, path: string): Generator<ValidationEntry> {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* unknownInNested(plan, element, joinPath(path, index));
  } else if (value instanceof plan.payload) {
    yield* unknownFields(plan, value, path);
  }
}

function entriesOf(error: ValidationError, base: string, inArray: boolean): ValidationEntry[] {
  const property = propertyOf(error);
  const index = inArray && /^\d+$/.test(property ?? '');
  const path = property === undefined ? base : joinPath(base, index ? Number(property) : property);
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    path,
    message,
    expected: expectation(rule, message, property),
  }));
  const children = error.children ?? [];
  const childrenAreElements = children.length > 0 && children.every((child) => /^\d+$/.test(child.property));
  return [...own, ...children.flatMap((child) => entriesOf(child, path, childrenAreElements))];
}

/** Absent, whatever the declaration says, for an object of no known class. */
function propertyOf(error: { readonly property?: string }): string | undefined {
  return error.property;
}

/** `name must be a string` → `a string`; a message of the host's own stands as it is. */
function expectation(rule: string, message: string, property: string | undefined): string {
  if (rule === 'isDate') return DATE_EXPECTED;
  const said =
    property === undefined ? message : message.replace(new RegExp(`^(each value in )?${escape(property)} `), '$1');
  return said.replace(/^(each value in )?must be /, (_, each: string | undefined) =>
    each === undefined ? '' : 'each value: ',
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
