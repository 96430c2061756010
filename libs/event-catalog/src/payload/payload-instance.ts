import type { FieldPlan, PayloadPlan } from './payload-plan.js';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * The value as class-validator wants to see it: an instance of the class, nested ones too, dates as `Date`.
 * The constructor does not run: its defaults would hide that a field is missing in what is sent.
 */
export function toInstance(plan: PayloadPlan, value: object): object {
  const instance = Object.create(plan.payload.prototype as object) as Record<string, unknown>;
  for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
    const field = plan.fields.get(key);
    const seen = field === undefined ? member : fieldValue(field, member);
    // A member called like a setter of the class, or `__proto__`, must become a plain member.
    if (key in instance) {
      Object.defineProperty(instance, key, { value: seen, enumerable: true, configurable: true, writable: true });
    } else {
      instance[key] = seen;
    }
  }
  return instance;
}

function fieldValue(field: FieldPlan, value: unknown): unknown {
  if (field.nested !== undefined) return nestedValue(field.nested(), value);
  if (!field.holdsDates) return value;
  return Array.isArray(value) ? value.map(dateValue) : dateValue(value);
}

function nestedValue(plan: PayloadPlan, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => nestedValue(plan, element));
  return typeof value === 'object' && value !== null ? toInstance(plan, value) : value;
}

function dateValue(value: unknown): unknown {
  if (typeof value !== 'string' || !DATE_TIME.test(value)) return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : date;
}
