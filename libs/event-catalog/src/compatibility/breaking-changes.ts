import type { JsonSchema } from '../event-type.js';
import { joinPath } from '../validation-entry.js';
import { mentions, sameJson } from './json-equality.js';
import { alternatives, hasValue, isAnnotation, nodeOf, resolve, typesOf, valuesOf } from './schema-node.js';
import type { SchemaNode } from './schema-node.js';

/** One way in which a new schema lets through what a receiver of the old one cannot expect. */
export interface BreakingChange {
  /** The field, as in `ValidationEntry`; `items[]` for the elements of an array. */
  readonly path: string;
  readonly kind:
    | 'field_removed'
    /** Was always there, may be absent now. */
    | 'field_optional'
    | 'type_added'
    | 'value_added'
    /** A length, range, pattern or format that no longer holds. */
    | 'limit_loosened'
    /** Fields appear where the old schema allowed none. */
    | 'field_added_to_closed_object'
    /** Changed in a part that is not understood well enough to call it harmless. */
    | 'not_comparable';
  readonly message: string;
}

interface Comparison {
  readonly before: SchemaNode;
  readonly after: SchemaNode;
  /** Pairs that are being compared: meeting one again means that both schemas contain themselves. */
  readonly open: Map<SchemaNode, Set<SchemaNode>>;
  steps: number;
}

/** A floor that may only rise, by the type that it is about. */
const LOWER: Readonly<Record<string, string>> = {
  minimum: 'number', exclusiveMinimum: 'number', minLength: 'string', minItems: 'array', minProperties: 'object',
}; // prettier-ignore
const UPPER: Readonly<Record<string, string>> = {
  maximum: 'number', exclusiveMaximum: 'number', maxLength: 'string', maxItems: 'array', maxProperties: 'object',
}; // prettier-ignore
/** Words that have to stay as they are, those that belong together as one. */
const UNCHANGED: readonly (readonly [type: string | null, kind: BreakingChange['kind'], ...words: string[]])[] = [
  ['string', 'limit_loosened', 'pattern'],
  ['string', 'limit_loosened', 'format'],
  ['number', 'limit_loosened', 'multipleOf'],
  ['array', 'limit_loosened', 'uniqueItems'],
  ['array', 'not_comparable', 'contains', 'minContains', 'maxContains'],
  ['array', 'not_comparable', 'prefixItems'],
  ['object', 'not_comparable', 'propertyNames'],
  ['object', 'not_comparable', 'dependentRequired'],
  ['object', 'not_comparable', 'dependentSchemas'],
  [null, 'not_comparable', 'if', 'then', 'else'],
  [null, 'not_comparable', 'not'],
  [null, 'not_comparable', 'allOf'],
  [null, 'not_comparable', 'anyOf'],
  [null, 'not_comparable', 'oneOf'],
  [null, 'not_comparable', '$ref'],
];
const COMPARED: readonly string[] = [
  ...Object.keys(LOWER), ...Object.keys(UPPER), ...UNCHANGED.flatMap(([, , ...words]) => words),
  'type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'patternProperties', 'items',
]; // prettier-ignore
const MAX_STEPS = 20_000;

/**
 * What in a new payload schema could break a receiver that was written for the old one: everything that lets a payload
 * through which the old schema refuses, and every field that is gone. Empty means that each payload of the new schema
 * fits the old one. New fields of an open object break nothing. In doubt it reports `not_comparable`.
 * Null stands for "any object". Pure.
 */
export function breakingChanges(before: JsonSchema | null, after: JsonSchema | null): BreakingChange[] {
  const old = before ?? { type: 'object' };
  const next = after ?? { type: 'object' };
  return compare(old, next, '', { before: old, after: next, open: new Map(), steps: 0 });
}

function compare(beforeNode: SchemaNode, afterNode: SchemaNode, path: string, run: Comparison): BreakingChange[] {
  const before = resolve(beforeNode, run.before);
  const after = resolve(afterNode, run.after);
  const open = run.open.get(before) ?? new Set();
  if (open.has(after)) return [];
  run.steps += 1;
  if (run.steps > MAX_STEPS) return [change('not_comparable', path, 'the schemas are too entangled to compare')];
  run.open.set(before, open.add(after));
  const changes = compareAlternatives(before, after, path, run);
  open.delete(after);
  return changes;
}

function compareAlternatives(before: SchemaNode, after: SchemaNode, path: string, run: Comparison): BreakingChange[] {
  const known = alternatives(before, run.before);
  return alternatives(after, run.after).flatMap((choice) => {
    const results = known.map((candidate) =>
      candidate === before && choice === after
        ? comparePlain(before, after, path, run)
        : compare(candidate, choice, path, run),
    );
    if (results.some((changes) => changes.length === 0)) return [];
    // Of several ways to be wrong the one against the alternative of the same type says most.
    const alike = known.findIndex((candidate) => [...typesOf(choice)].some((type) => typesOf(candidate).has(type)));
    return results[alike] ?? results[0] ?? [change('type_added', path, 'may hold a value now, and could not before')];
  });
}

function comparePlain(before: SchemaNode, after: SchemaNode, path: string, run: Comparison): BreakingChange[] {
  const types = typesOf(after);
  const has = (type: string): boolean => types.has(type) || (type === 'number' && types.has('integer'));
  return [
    ...compareTypes(before, types, path),
    ...compareValues(before, after, path),
    ...compareLimits(before, after, path, has),
    ...compareUnchanged(before, after, path, has, run),
    ...(has('object') ? compareObjects(before, after, path, run) : []),
    ...(has('array') ? compareItems(before, after, path, run) : []),
  ];
}

function compareTypes(before: SchemaNode, types: ReadonlySet<string>, path: string): BreakingChange[] {
  const known = typesOf(before);
  const added = [...types].filter((type) => !known.has(type) && !(type === 'integer' && known.has('number')));
  return added.map((type) => change('type_added', path, `may be ${type} now; before: ${[...known].join(', ')}`));
}

function compareValues(before: SchemaNode, after: SchemaNode, path: string): BreakingChange[] {
  const known = valuesOf(before);
  if (known === undefined) return [];
  const values = valuesOf(after);
  if (values === undefined) return [change('value_added', path, 'may hold any value now; before it was one of a list')];
  return values
    .filter((value) => !hasValue(known, value))
    .map((value) => change('value_added', path, `may be ${JSON.stringify(value)} now`));
}

function compareLimits(
  before: SchemaNode,
  after: SchemaNode,
  path: string,
  has: (type: string) => boolean,
): BreakingChange[] {
  const changes: BreakingChange[] = [];
  for (const [bounds, sign] of [
    [LOWER, 1],
    [UPPER, -1],
  ] as const) {
    // prettier-ignore
    for (const [word, type] of Object.entries(bounds)) {
      const limit = before[word];
      if (limit === undefined || !has(type)) continue;
      const next = after[word];
      if (typeof next === 'number' && (next - (limit as number)) * sign >= 0) continue;
      changes.push(change('limit_loosened', path, `"${word}" was ${JSON.stringify(limit)} and is ${shown(next)}`));
    }
  }
  return changes;
}

function compareUnchanged(
  before: SchemaNode,
  after: SchemaNode,
  path: string,
  has: (type: string) => boolean,
  run: Comparison,
): BreakingChange[] {
  const groups = UNCHANGED.filter(
    ([type, , ...words]) => (type === null || has(type)) && words.some((word) => word in before),
  );
  const unknown = Object.keys(before).filter((word) => !COMPARED.includes(word) && !isAnnotation(word));
  const all = [...groups, ...unknown.map((word) => [null, 'not_comparable', word] as const)];
  const sameDefinitions = sameJson(run.before['$defs'], run.after['$defs']);
  return all.flatMap(([, kind, ...words]) => {
    const [old, next] = [before, after].map((node) => words.map((word) => node[word] ?? null));
    // Equal text may mean different things when it refers to definitions that differ, and "unevaluated" depends on
    // everything around it.
    const trusted =
      !words.some((word) => word.startsWith('unevaluated')) && (sameDefinitions || !mentions(old, '$ref'));
    if (sameJson(old, next) && (trusted || sameJson(before, after)) && (sameDefinitions || !words.includes('$ref')))
      return [];
    return [
      change(
        kind,
        path,
        `"${words[0] ?? ''}" was ${shown(before[words[0] ?? ''])} and is ${shown(after[words[0] ?? ''])}`,
      ),
    ];
  });
}

function compareObjects(before: SchemaNode, after: SchemaNode, path: string, run: Comparison): BreakingChange[] {
  const [oldFields, newFields] = [fieldsOf(before), fieldsOf(after)];
  const stillRequired = new Set((after['required'] as readonly string[] | undefined) ?? []);
  const changes: BreakingChange[] = [];
  for (const [name, schema] of oldFields) {
    const at = joinPath(path, name);
    if (!newFields.has(name)) changes.push(change('field_removed', at, 'is gone'));
    else changes.push(...comparePart(schema, newFields.get(name), at, run));
  }
  for (const name of (before['required'] as readonly string[] | undefined) ?? []) {
    if (!stillRequired.has(name) && (newFields.has(name) || !oldFields.has(name))) {
      changes.push(change('field_optional', joinPath(path, name), 'was always there and may be absent now'));
    }
  }
  return [...changes, ...compareFurtherFields(before, after, path, run)];
}

function compareFurtherFields(before: SchemaNode, after: SchemaNode, path: string, run: Comparison): BreakingChange[] {
  const rest = before['additionalProperties'] ?? true;
  const patterns = before['patternProperties'];
  const isOpen = rest === true || sameJson(rest, {});
  const changes: BreakingChange[] = [];
  if (patterns !== undefined || (!isOpen && after['patternProperties'] !== undefined)) {
    if (!sameJson(patterns, after['patternProperties']) || mentions(patterns, '$ref')) {
      changes.push(change('not_comparable', path, '"patternProperties" changed'));
    }
  }
  if (isOpen) return changes;
  const old = fieldsOf(before);
  for (const [name, schema] of fieldsOf(after)) {
    if (old.has(name) || schema === false) continue;
    const at = joinPath(path, name);
    if (rest === false)
      changes.push(change('field_added_to_closed_object', at, 'is new, and further fields were forbidden'));
    else changes.push(...comparePart(rest, schema, at, run));
  }
  return [
    ...changes,
    ...comparePart(rest, after['additionalProperties'] ?? true, path === '' ? '*' : `${path}.*`, run),
  ];
}

function compareItems(before: SchemaNode, after: SchemaNode, path: string, run: Comparison): BreakingChange[] {
  if (!('items' in before)) return [];
  if (('prefixItems' in before || 'prefixItems' in after) && !sameJson(before['prefixItems'], after['prefixItems'])) {
    return [change('not_comparable', path, '"prefixItems" changed')];
  }
  return comparePart(before['items'], after['items'] ?? true, `${path}[]`, run);
}

/** Compares two parts of which each may be a schema, `true` or `false`. */
function comparePart(before: unknown, after: unknown, path: string, run: Comparison): BreakingChange[] {
  const next = nodeOf(after);
  if (next === undefined) return [];
  const old = nodeOf(before);
  if (old === undefined) {
    return [change('field_added_to_closed_object', path, 'may be there now, and was forbidden before')];
  }
  return compare(old, next, path, run);
}

function fieldsOf(node: SchemaNode): Map<string, unknown> {
  return new Map(Object.entries((node['properties'] as Record<string, unknown> | undefined) ?? {}));
}

function change(kind: BreakingChange['kind'], path: string, message: string): BreakingChange {
  return { path, kind, message };
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
