import { isDeepStrictEqual } from 'node:util';

/**
 * Applies a change to an entity, field by field; absent fields keep their value.
 * @returns what the fields that really changed were before; undefined when none did
 */
export function changedFields<T extends object, K extends keyof T>(
  entity: T,
  change: { readonly [P in K]?: T[P] | null | undefined },
  fields: readonly K[],
): Partial<Pick<T, K>> | undefined {
  const previous: Partial<Pick<T, K>> = {};
  let changed = false;
  for (const field of fields) {
    const next = change[field];
    if (next === undefined || isDeepStrictEqual(next, entity[field])) continue;
    previous[field] = entity[field];
    entity[field] = next as T[K];
    changed = true;
  }
  return changed ? previous : undefined;
}
