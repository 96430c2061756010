import { inspect, isDeepStrictEqual } from 'node:util';

/** A matcher of a test runner, such as `expect.any(String)`. */
export interface Matcher {
  asymmetricMatch(actual: unknown): boolean;
}

/** Part of a value, at any depth. Arrays have all of their items. Matchers may stand anywhere. */
export type PartialOf<Value> =
  | Matcher
  | (Value extends readonly (infer Item)[]
      ? readonly PartialOf<Item>[]
      : Value extends object
        ? { readonly [Name in keyof Value]?: PartialOf<Value[Name]> }
        : Value);

/** Where a value is not what was expected. */
export interface Difference {
  /** `address.city`, `lines[0].price` */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Every place where `actual` lacks or contradicts what `expected` says. Fields that it does not name may be anything. */
export function differences(expected: unknown, actual: unknown, path = ''): readonly Difference[] {
  const here = [{ path, expected, actual }];
  if (isMatcher(expected)) return expected.asymmetricMatch(actual) ? [] : here;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return here;
    return expected.flatMap((item, index) => differences(item, actual[index], `${path}[${index}]`));
  }
  // The payload was JSON: a Date is its text there.
  if (expected instanceof Date) return expected.toJSON() === actual ? [] : here;
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(expected, actual) ? [] : here;
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return here;
  return Object.entries(expected).flatMap(([name, value]) => {
    const present = Object.hasOwn(actual, name) ? (actual as Record<string, unknown>)[name] : undefined;
    return differences(value, present, path === '' ? name : `${path}.${name}`);
  });
}

const isMatcher = (value: unknown): value is Matcher =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Matcher>).asymmetricMatch === 'function';

/** A value in one line of a message. */
export function shown(value: unknown): string {
  if (isMatcher(value)) return (value as { toAsymmetricMatcher?(): string }).toAsymmetricMatcher?.() ?? 'a matcher';
  return inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 200, sorted: false });
}
