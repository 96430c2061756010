/** Any JSON value of an OpenAPI document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * OpenAPI 3.0's `nullable`, which the Nest module writes, as JSON Schema says it in 3.1: `type: [..., 'null']`.
 * Everything else is left as it is.
 */
export function toOpenApi31(value: Json): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => toOpenApi31(entry));
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, Json>;
  const plain: Record<string, Json> = {};
  for (const [name, entry] of Object.entries(rest)) plain[name] = toOpenApi31(entry);
  if (nullable !== true) return typeof nullable === 'object' ? { ...plain, nullable: toOpenApi31(nullable) } : plain;
  if (typeof plain.type === 'string') {
    const values = Array.isArray(plain.enum) ? [...(plain.enum as readonly Json[]), null] : undefined;
    return { ...plain, ...(values ? { enum: values } : {}), type: [plain.type, 'null'] };
  }
  return { anyOf: [plain, { type: 'null' }] };
}
