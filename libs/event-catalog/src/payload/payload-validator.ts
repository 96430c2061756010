import { CatalogError } from '../catalog.errors.js';
import type { PayloadClass } from '../event-type.js';
import type { ValidationEntry } from '../validation-entry.js';
import { accepts } from './payload-check.js';
import { explain } from './payload-explanation.js';
import { toInstance } from './payload-instance.js';
import { planOf } from './payload-plan.js';

/** Checks payloads against the decorators of one class. */
export interface PayloadValidator {
  /** What is wrong, one entry per field; empty when the payload is right. */
  validate(payload: unknown): readonly ValidationEntry[];
  /** The payload as an instance of the class, dates as `Date`. Nothing is checked. */
  revive(payload: object): object;
}

const NOTHING: readonly ValidationEntry[] = Object.freeze([]);

/** @throws CatalogError `invalid_payload_class` */
export function payloadValidator(payload: PayloadClass): PayloadValidator {
  const plan = planOf(payload);
  return {
    validate(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return [{ path: '', message: 'the payload must be an object', expected: 'an object' }];
      }
      const instance = toInstance(plan, value);
      try {
        return accepts(plan, instance) ? NOTHING : explain(plan, instance);
      } catch (error) {
        if (error instanceof CatalogError) throw error;
        // A rule or condition that reads a field which is not there.
        const reason = error instanceof Error ? error.message : String(error);
        return [
          {
            path: '',
            message: `a rule of ${payload.name} failed: ${reason}`,
            expected: 'a payload that its rules can read',
          },
        ];
      }
    },
    revive: (value) => toInstance(plan, value),
  };
}
