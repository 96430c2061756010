import { sameJson } from './json-equality.js';

/** A JSON Schema as an object; `true` is `{}`. */
export type SchemaNode = Readonly<Record<string, unknown>>;

export const JSON_TYPES = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;

const ANNOTATIONS: readonly string[] = [
  '$schema', '$comment', '$defs', 'definitions', 'title', 'description', 'default', 'deprecated', 'readOnly', 'writeOnly',
  'example', 'examples', 'contentEncoding', 'contentMediaType', 'contentSchema',
]; // prettier-ignore

export const isAnnotation = (word: string): boolean => ANNOTATIONS.includes(word);

/** A part of a schema; `undefined` for what is not one, and for `false`, which nothing fits. */
export function nodeOf(part: unknown): SchemaNode | undefined {
  if (part === true) return {};
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? (part as SchemaNode) : undefined;
}

/** Follows `$ref` inside a document, as long as nothing but annotations stands beside it. */
export function resolve(node: SchemaNode, document: SchemaNode): SchemaNode {
  let current = node;
  for (let steps = 0; steps < 32; steps += 1) {
    const reference = current['$ref'];
    const alone = Object.keys(current).every((word) => word === '$ref' || isAnnotation(word));
    if (typeof reference !== 'string' || !alone) return current;
    const target = nodeOf(lookUp(document, reference));
    if (target === undefined) return current;
    current = target;
  }
  return current;
}

function lookUp(document: SchemaNode, reference: string): unknown {
  let value: unknown = document;
  for (const segment of reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')) {
    const key = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

/** The alternatives of a schema: those of a plain `anyOf`, one per member of a list of types, else the schema itself. */
export function alternatives(node: SchemaNode, document: SchemaNode): SchemaNode[] {
  const resolved = resolve(node, document);
  const choices = resolved['anyOf'];
  const plain = Object.keys(resolved).every((word) => word === 'anyOf' || isAnnotation(word));
  if (Array.isArray(choices) && plain) {
    return choices.flatMap((choice) => {
      const inner = nodeOf(choice);
      return inner === undefined ? [] : alternatives(inner, document);
    });
  }
  const types = resolved['type'];
  if (!Array.isArray(types)) return [resolved];
  return (types as unknown[]).map((type) => ({ ...resolved, type }));
}

/** The types that fit; `integer` stands beside `number`, since it is a part of it. */
export function typesOf(node: SchemaNode): ReadonlySet<string> {
  const type = node['type'];
  if (typeof type === 'string') return new Set([type]);
  const values = valuesOf(node);
  return new Set(values === undefined ? JSON_TYPES : values.map(typeOfValue));
}

/** The finite list of values that `enum` or `const` allow, of the type that the schema names; undefined: any. */
export function valuesOf(node: SchemaNode): readonly unknown[] | undefined {
  const listed = 'const' in node ? [node['const']] : node['enum'];
  if (!Array.isArray(listed)) return undefined;
  const type = node['type'];
  return typeof type !== 'string' ? (listed as unknown[]) : (listed as unknown[]).filter((value) => fits(value, type));
}

export function hasValue(values: readonly unknown[], value: unknown): boolean {
  return values.some((known) => sameJson(known, value));
}

function fits(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOfValue(value) === type;
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
