/** The fields of `T` that are there. */
export type Present<T> = { [Key in keyof T]?: NonNullable<T[Key]> };

/** Drops what does not apply: null and undefined fields of an answer (DESIGN section 7). */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as Present<T>;
}
