import { CatalogError } from '../catalog.errors.js';
import type { FieldPlan, PayloadPlan, Rule } from './payload-plan.js';

/**
 * Whether class-validator would accept this instance, unknown fields forbidden. It asks the very validators that
 * class-validator would, in its order, so custom decorators count too; what it leaves out is the building of error
 * objects and messages, which is most of the cost (see docs/decisions/fast-payload-check.md).
 * `false` means "ask class-validator", never "wrong": the explanation and the last word are class-validator's.
 */
export function accepts(plan: PayloadPlan, instance: object): boolean {
  for (const key of Object.keys(instance)) {
    if (!plan.fields.has(key)) return false;
  }
  for (const field of plan.fields.values()) {
    if (!acceptsField(field, instance, (instance as Record<string, unknown>)[field.name])) return false;
  }
  return true;
}

/** Whether a field of an object may have this value. */
export function acceptsField(field: FieldPlan, object: object, value: unknown): boolean {
  // No short cut: class-validator asks every condition, and one may throw.
  let applies = true;
  for (const condition of field.conditions) {
    if (!condition(object, value)) applies = false;
  }
  if (!applies) return true;
  for (const rule of field.rules) {
    if (!acceptsValue(rule, object, value)) return false;
  }
  return field.nested === undefined || value === undefined || acceptsNested(field, value);
}

function acceptsValue(rule: Rule, object: object, value: unknown): boolean {
  const { metadata } = rule;
  if (metadata.validateIf !== undefined && !metadata.validateIf(object, value)) return true;
  const args = {
    targetName: object.constructor.name,
    property: metadata.propertyName,
    object,
    value,
    constraints: metadata.constraints,
  };
  if (metadata.each && Array.isArray(value)) {
    return value.every((element) => verdict(rule, rule.validate(element, args)));
  }
  return verdict(rule, rule.validate(value, args));
}

function acceptsNested(field: FieldPlan, value: unknown): boolean {
  const plan = field.nested?.();
  if (plan === undefined) return true;
  if (Array.isArray(value)) {
    return value.every((element) => acceptsNested(field, element));
  }
  return typeof value === 'object' && value !== null && accepts(plan, value);
}

function verdict(rule: Rule, result: boolean | Promise<boolean>): boolean {
  if (typeof result === 'object' && typeof result.then === 'function') {
    throw new CatalogError(
      'invalid_payload_class',
      `The rule "${rule.name}" of field "${rule.metadata.propertyName}" answers with a promise; publishing checks at once, so rules of payload classes have to be synchronous`,
    );
  }
  return Boolean(result);
}
