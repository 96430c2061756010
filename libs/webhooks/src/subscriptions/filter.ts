import { nearestNames } from '@posthorn/event-catalog/nearest-names';

/** One thing wrong with a filter: where, as the path of keys inside it, and what. */
export interface FilterProblem {
  readonly path: readonly string[];
  readonly message: string;
}

export class FilterError extends Error {
  readonly code = 'invalid_filter';

  constructor(readonly problems: readonly FilterProblem[]) {
    super(problems.map(({ path, message }) => `${path.join('.') || 'filter'}: ${message}`).join(' '));
    this.name = 'FilterError';
  }
}

/** Evaluates a filter on a parsed payload. Never throws. */
export type Filter = (payload: unknown) => boolean;

/** Bounds that keep one evaluation in the microseconds, whatever was stored. */
export const FILTER_LIMITS = { depth: 10, conditions: 100, values: 500, pathSegments: 20, textLength: 16_384 } as const;

type Test = (value: unknown) => boolean;

/**
 * Compiles a content filter: `{"status": "active", "amount": {"$gte": 100}, "$or": [{…}, {…}]}`. Fields are dotted
 * paths through own properties and array indexes, or nested objects; several conditions must all hold. A value that
 * is an array meets a condition when it, or one of its elements, does. `$ne`, `$nin` and `$not` are true exactly when
 * their positive forms are false, so they hold for a field that is absent. `$gt` and its kin compare numbers with
 * numbers and strings with strings.
 * @throws FilterError with everything that is wrong
 */
export function compileFilter(filter: unknown): Filter {
  const compiler = new Compiler();
  const text = JSON.stringify(filter) as string | undefined;
  if (text !== undefined && text.length > FILTER_LIMITS.textLength) {
    throw new FilterError([{ path: [], message: `A filter has at most ${FILTER_LIMITS.textLength} characters.` }]);
  }
  const test = compiler.fields(filter, [], 1);
  if (compiler.problems.length > 0) throw new FilterError(compiler.problems);
  return test;
}

const OPERATORS = [
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$exists', '$startsWith', '$endsWith'],
  ...['$and', '$or', '$not'],
];

const never: Test = () => false;

class Compiler {
  readonly problems: FilterProblem[] = [];
  private conditions = 0;

  /** An object of field paths, and of `$and`, `$or`, `$not` over such objects. */
  fields(input: unknown, path: readonly string[], depth: number): Test {
    if (!isObject(input)) return this.refuse(path, 'Expected an object of field paths.');
    if (depth > FILTER_LIMITS.depth) return this.refuse(path, `A filter nests at most ${FILTER_LIMITS.depth} deep.`);
    return every(
      Object.entries(input).map(([key, value]) => {
        const at = [...path, key];
        if (!key.startsWith('$')) return this.field(key, value, at, depth + 1);
        if (isLogical(key))
          return this.logical(key, value, at, depth + 1, (item, place, deeper) => this.fields(item, place, deeper));
        return this.refuse(at, `"${key}" belongs inside a field: {"field": {"${key}": …}}.`);
      }),
    );
  }

  private field(key: string, value: unknown, path: readonly string[], depth: number): Test {
    this.conditions += 1;
    if (this.conditions === FILTER_LIMITS.conditions + 1) {
      this.refuse(path, `A filter has at most ${FILTER_LIMITS.conditions} conditions.`);
    }
    const segments = key.split('.');
    if (segments.length > FILTER_LIMITS.pathSegments || segments.includes('')) {
      return this.refuse(path, `"${key}" is not a field path.`);
    }
    const test = this.condition(value, path, depth);
    return (payload) => test(read(payload, key, segments));
  }

  /** What stands behind a field: a plain value, operators, or further fields. */
  private condition(input: unknown, path: readonly string[], depth: number): Test {
    if (!isObject(input)) return anyElement((value) => same(value, input));
    const keys = Object.keys(input);
    const operators = keys.filter((key) => key.startsWith('$'));
    if (operators.length === 0) {
      return keys.length === 0
        ? this.refuse(path, 'Expected a value, operators or fields.')
        : this.fields(input, path, depth);
    }
    if (depth > FILTER_LIMITS.depth) return this.refuse(path, `A filter nests at most ${FILTER_LIMITS.depth} deep.`);
    if (operators.length < keys.length) return this.refuse(path, 'Operators and fields cannot stand side by side.');
    return every(keys.map((key) => this.operator(key, input[key], [...path, key], depth + 1)));
  }

  private operator(name: string, operand: unknown, path: readonly string[], depth: number): Test {
    switch (name) {
      case '$eq':
        return anyElement((value) => same(value, operand));
      case '$ne':
        return not(anyElement((value) => same(value, operand)));
      case '$gt':
        return this.ordered(operand, path, (difference) => difference > 0);
      case '$gte':
        return this.ordered(operand, path, (difference) => difference >= 0);
      case '$lt':
        return this.ordered(operand, path, (difference) => difference < 0);
      case '$lte':
        return this.ordered(operand, path, (difference) => difference <= 0);
      case '$in':
        return this.oneOf(operand, path);
      case '$nin':
        return not(this.oneOf(operand, path));
      case '$exists':
        if (typeof operand !== 'boolean') return this.refuse(path, 'Expected true or false.');
        return (value) => (value !== undefined) === operand;
      case '$startsWith':
        return this.text(operand, path, (value, part) => value.startsWith(part));
      case '$endsWith':
        return this.text(operand, path, (value, part) => value.endsWith(part));
      case '$and':
      case '$or':
      case '$not':
        return this.logical(name, operand, path, depth, (item, place, deeper) => this.condition(item, place, deeper));
      default: {
        const [near] = nearestNames(name, OPERATORS, 1);
        return this.refuse(path, `"${name}" is not an operator. Did you mean ${near}? Known: ${OPERATORS.join(', ')}.`);
      }
    }
  }

  private logical(
    name: '$and' | '$or' | '$not',
    operand: unknown,
    path: readonly string[],
    depth: number,
    compile: (item: unknown, path: readonly string[], depth: number) => Test,
  ): Test {
    if (name === '$not') return not(compile(operand, path, depth));
    if (!Array.isArray(operand) || operand.length === 0)
      return this.refuse(path, 'Expected a list with at least one entry.');
    const tests = operand.map((item, index) => compile(item, [...path, String(index)], depth));
    return name === '$and' ? every(tests) : (value) => tests.some((test) => test(value));
  }

  private ordered(operand: unknown, path: readonly string[], accept: (difference: number) => boolean): Test {
    if (typeof operand === 'number') return anyElement((value) => typeof value === 'number' && accept(value - operand));
    if (typeof operand !== 'string') return this.refuse(path, 'Expected a number or a string.');
    return anyElement((value) => typeof value === 'string' && accept(value < operand ? -1 : value > operand ? 1 : 0));
  }

  private oneOf(operand: unknown, path: readonly string[]): Test {
    if (!Array.isArray(operand)) return this.refuse(path, 'Expected a list of values.');
    if (operand.length > FILTER_LIMITS.values)
      return this.refuse(path, `A list has at most ${FILTER_LIMITS.values} values.`);
    const scalars = new Set(operand.filter((item) => !isContainer(item)));
    const containers = operand.filter(isContainer);
    return anyElement((value) => scalars.has(value) || containers.some((item) => same(value, item)));
  }

  private text(operand: unknown, path: readonly string[], accept: (value: string, part: string) => boolean): Test {
    if (typeof operand !== 'string') return this.refuse(path, 'Expected a string.');
    return anyElement((value) => typeof value === 'string' && accept(value, operand));
  }

  private refuse(path: readonly string[], message: string): Test {
    this.problems.push({ path, message });
    return never;
  }
}

function isLogical(key: string): key is '$and' | '$or' | '$not' {
  return key === '$and' || key === '$or' || key === '$not';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function every(tests: readonly Test[]): Test {
  return tests.length === 1 && tests[0] ? tests[0] : (value) => tests.every((test) => test(value));
}

function not(test: Test): Test {
  return (value) => !test(value);
}

function anyElement(test: Test): Test {
  return (value) => test(value) || (Array.isArray(value) && value.some((element) => test(element)));
}

/** Own properties only: `__proto__` and `constructor` are fields like any other, present when the payload has them. */
function read(payload: unknown, key: string, segments: readonly string[]): unknown {
  if (isContainer(payload) && Object.hasOwn(payload, key)) return (payload as Record<string, unknown>)[key];
  let value = payload;
  for (const segment of segments) {
    if (!isContainer(value) || !Object.hasOwn(value, segment)) return undefined;
    if (Array.isArray(value) && segment === 'length') return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

/** Equality of JSON values; the order of keys does not count. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
