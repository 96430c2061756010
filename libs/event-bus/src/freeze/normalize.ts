import { joinPath } from '@posthorn/event-catalog';
import { refuseFreeze } from './refuse-freeze.js';
import type { FreezeErrorCode } from '../publish/publish.errors.js';

/** Levels of objects and arrays; the payload itself is the first. Parsers of receivers give up not far above. */
export const PAYLOAD_MAX_DEPTH = 100;

/** Built-in classes whose content JSON does not see, by what `Object.prototype.toString` calls them in any realm. */
const OPAQUE = new Set(
  [
    'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'RegExp', 'Error', 'Number', 'String', 'Boolean', 'BigInt',
    'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Generator', 'AsyncGenerator', 'URLSearchParams', 'Blob', 'File',
    'FormData', 'Headers', 'Date',
  ].map((name) => `[object ${name}]`),
); // prettier-ignore

interface Walk {
  readonly path: (string | number)[];
  /** The objects and arrays from the root to here. */
  readonly ancestors: object[];
  /** What may still come: a value costs two bytes of text at least, a text its length. */
  budget: number;
  readonly limit: number;
}

/**
 * A copy in plain JSON values: what `JSON.parse(JSON.stringify(value))` would give, except that it refuses what would
 * be lost on the way. Bounded by the size that the text may have, so that neither a cycle nor an object that refers
 * to one child a thousand times can keep it busy.
 * @throws PublishError
 */
export function normalize(value: unknown, limit: number): unknown {
  return visit(value, { path: [], ancestors: [], budget: limit, limit }, '');
}

function visit(value: unknown, walk: Walk, key: string): unknown {
  switch (typeof value) {
    case 'string':
      spend(walk, value.length + 2);
      return value;
    case 'number':
      spend(walk, 2);
      return number(value, walk);
    case 'boolean':
      spend(walk, 4);
      return value;
    case 'object':
      return value === null ? null : visitObject(value, walk, key);
    case 'bigint':
      return refuse(walk, 'payload_bigint', 'is a BigInt, which JSON does not have', 'a string of its digits');
    case 'undefined':
      return refuse(
        walk,
        'payload_not_json',
        'is undefined, which an array in JSON cannot hold',
        'null, or leave it out',
      );
    default:
      return refuse(walk, 'payload_not_json', `is a ${typeof value}, which JSON would leave out`, 'plain data');
  }
}

function number(value: number, walk: Walk): number {
  if (!Number.isFinite(value)) {
    refuse(walk, 'payload_not_finite', `is ${value}, which JSON would turn into null`, 'a finite number or null');
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    refuse(
      walk,
      'payload_unsafe_integer',
      `is ${value}, a whole number beyond 2^53 whose last digits are lost`,
      'a string of its digits',
    );
  }
  return value;
}

function visitObject(object: object, walk: Walk, key: string): unknown {
  if (prototypeIsPlain(object) && !Object.hasOwn(object, 'toJSON')) return visitContent(object, walk);
  const seen = viaToJson(object, walk, key);
  // `toJSON` counts once, as in JSON.stringify: what it returns is not asked again.
  return typeof seen === 'object' && seen !== null ? visitContent(seen, walk) : visit(seen, walk, key);
}

function visitContent(object: object, walk: Walk): unknown {
  walk.ancestors.push(object);
  if (walk.ancestors.length > PAYLOAD_MAX_DEPTH) refuseDepth(walk);
  if (!Array.isArray(object)) refuseOpaque(object, walk);
  const copy = Array.isArray(object) ? visitArray(object, walk) : visitMembers(object, walk);
  walk.ancestors.pop();
  return copy;
}

function prototypeIsPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

function viaToJson(object: object, walk: Walk, key: string): unknown {
  if (object instanceof Date && Number.isNaN(object.getTime())) {
    refuse(walk, 'payload_not_json', 'is an invalid Date, which JSON would turn into null', 'a valid Date or null');
  }
  if (ArrayBuffer.isView(object)) refuseOpaque(object, walk);
  try {
    const { toJSON } = object as { toJSON?: unknown };
    return typeof toJSON === 'function' ? (toJSON.call(object, key) as unknown) : object;
  } catch (error) {
    return refuse(walk, 'payload_not_json', 'has a toJSON that failed', 'plain data', error);
  }
}

function visitArray(array: readonly unknown[], walk: Walk): unknown[] {
  spend(walk, 2);
  const copy: unknown[] = [];
  for (let index = 0; index < array.length; index += 1) {
    walk.path.push(index);
    copy.push(visit(array[index], walk, String(index)));
    walk.path.pop();
  }
  return copy;
}

function visitMembers(object: object, walk: Walk): Record<string, unknown> {
  spend(walk, 2);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    walk.path.push(key);
    if (key === '__proto__') {
      refuse(walk, 'payload_forbidden_key', 'is a key that readers mistake for the prototype', 'another name');
    }
    const value = read(object, key, walk);
    if (value !== undefined) {
      spend(walk, key.length + 4);
      copy[key] = visit(value, walk, key);
    }
    walk.path.pop();
  }
  return copy;
}

function read(object: object, key: string, walk: Walk): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch (error) {
    return refuse(walk, 'payload_not_json', 'has a getter that failed', 'plain data', error);
  }
}

function refuseOpaque(object: object, walk: Walk): void {
  if (prototypeIsPlain(object)) return;
  if (ArrayBuffer.isView(object)) refuse(walk, 'payload_not_json', 'is binary data', 'base64 text');
  const name = Object.prototype.toString.call(object);
  if (!OPAQUE.has(name)) return;
  const kind = name.slice('[object '.length, -1);
  refuse(
    walk,
    'payload_not_json',
    `is a ${kind}, whose content JSON does not carry`,
    'plain objects, arrays and values',
  );
}

function refuseDepth(walk: Walk): never {
  if (new Set(walk.ancestors).size < walk.ancestors.length) {
    refuse(walk, 'payload_cyclic', 'contains itself', 'data without cycles');
  }
  return refuse(walk, 'payload_too_deep', 'lies too deep', `at most ${PAYLOAD_MAX_DEPTH} levels`);
}

function spend(walk: Walk, bytes: number): void {
  walk.budget -= bytes;
  if (walk.budget < 0) {
    const expected = `at most ${walk.limit} bytes (256 KiB) of JSON`;
    refuseFreeze('payload_too_large', '', `has more than ${walk.limit} bytes`, expected);
  }
}

function refuse(walk: Walk, code: FreezeErrorCode, problem: string, expected: string, cause?: unknown): never {
  const path = walk.path.slice(0, 12).reduce<string>(joinPath, '');
  return refuseFreeze(code, walk.path.length > 12 ? `${path}…` : path, problem, expected, cause);
}
