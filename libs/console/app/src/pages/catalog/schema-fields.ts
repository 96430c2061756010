/** One field of an event's data, as a row of a table. */
export interface SchemaField {
  /** `customer.address.city`, `items[].sku` */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Deeper than any payload that somebody would want to read as a table. */
const MAX_DEPTH = 5;

/** The fields of a JSON Schema in the order in which they are written, those of nested objects after their own. */
export function fieldsOf(schema: unknown, path = '', depth = 0): SchemaField[] {
  if (!isSchema(schema) || depth > MAX_DEPTH) return [];
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (!isSchema(field)) return [];
    const own = `${path}${name}`;
    const nested = field.properties ? fieldsOf(field, `${own}.`, depth + 1) : [];
    const entries = field.items?.properties ? fieldsOf(field.items, `${own}[].`, depth + 1) : [];
    const row = { path: own, type: typeOf(field), required: required.has(name), description: field.description ?? '' };
    return [row, ...nested, ...entries];
  });
}

function typeOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives)) return alternatives.filter(isSchema).map(typeOf).join(' | ');
  const { type, items, format, $ref } = schema;
  if (type === 'array') return isSchema(items) ? `${typeOf(items)}[]` : 'array';
  const untyped = format === undefined ? ($ref ?? 'any') : 'string';
  const name = Array.isArray(type) ? type.join(' | ') : typeof type === 'string' ? type : untyped;
  return format === undefined ? name : `${name} (${format})`;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
