import type { ErrorObject } from 'ajv/dist/2020.js';
import { joinPath, mergeByPath } from '../validation-entry.js';
import type { ValidationEntry } from '../validation-entry.js';

/** More entries help nobody, and a hostile payload could ask for a hundred thousand. */
const MAX_ENTRIES = 50;

/** Ajv's errors in the form that all entries have: `/items/0/sku` becomes `items[0].sku`. */
export function entriesOfAjv(errors: readonly ErrorObject[], root: unknown): ValidationEntry[] {
  return mergeByPath(errors.slice(0, 500).map((error) => entryOf(error, root))).slice(0, MAX_ENTRIES);
}

function entryOf(error: ErrorObject, root: unknown): ValidationEntry {
  const base = pathOf(error.instancePath, root);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return { path: joinPath(base, String(params['missingProperty'])), message: 'is missing', expected: 'a value' };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      return { path: joinPath(base, name), message: 'is not a field of this event', expected: 'no such field' };
    }
    case 'enum':
      return { path: base, message: 'is not one of the allowed values', expected: listed(params['allowedValues']) };
    case 'const':
      return { path: base, message: 'is not the allowed value', expected: short(params['allowedValue']) };
    default: {
      const message = error.message ?? `breaks "${error.keyword}"`;
      return { path: base, message, expected: message.replace(/^must (be )?/, '') };
    }
  }
}

/** Array indexes and property names look alike in a JSON pointer: the value itself tells which is which. */
function pathOf(pointer: string, root: unknown): string {
  let path = '';
  let value = root;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    path = joinPath(path, Array.isArray(value) ? Number(key) : key);
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return path;
}

function listed(values: unknown): string {
  const all = Array.isArray(values) ? (values as readonly unknown[]) : [];
  const shown = all.slice(0, 20).map(short).join(', ');
  return `one of ${shown}${all.length > 20 ? ', …' : ''}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
