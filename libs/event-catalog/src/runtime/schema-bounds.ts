import { joinPath } from '../validation-entry.js';
import type { ValidationEntry } from '../validation-entry.js';
import { boundedPattern } from './bounded-pattern.js';

/** Limits for schemas that arrive from outside: one that is larger is a mistake or an attack. */
export const SCHEMA_LIMITS = Object.freeze({
  /** Characters of the schema as compact JSON. */
  text: 65_536,
  /** Objects and arrays inside each other. */
  depth: 32,
  /** Characters of a `pattern`. */
  pattern: 512,
});

/** Words that give a schema an identity or lead out of it. Inside one schema `$defs` and `#/…` do all of it. */
const FORBIDDEN_WORDS: readonly string[] = [
  '$id',
  '$anchor',
  '$dynamicRef',
  '$dynamicAnchor',
  '$recursiveRef',
  '$vocabulary',
];
/** Below these, keys are names of properties or definitions and not words of JSON Schema. */
const NAME_MAPS: readonly string[] = [
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependentRequired',
];
/** Below these stands data. */
const DATA_WORDS: readonly string[] = ['const', 'enum', 'default', 'examples', 'required'];

/**
 * What has to hold before a schema from outside may be compiled: bounded, no references that lead out of it, no
 * pattern that a hostile payload can make run for hours.
 */
export function schemaProblems(schema: unknown): ValidationEntry[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return [{ path: '', message: 'must be a JSON Schema object', expected: 'an object' }];
  }
  const tooDeep = `at most ${SCHEMA_LIMITS.depth} levels`;
  if (deeperThan(schema, SCHEMA_LIMITS.depth))
    return [{ path: '', message: 'is nested too deeply', expected: tooDeep }];
  const size = JSON.stringify(schema).length;
  if (size > SCHEMA_LIMITS.text) {
    return [{ path: '', message: `has ${size} characters`, expected: `at most ${SCHEMA_LIMITS.text} characters` }];
  }
  return [...wordProblems(schema as Record<string, unknown>, '')];
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => deeperThan(member, levels - 1));
}

function* wordProblems(schema: Record<string, unknown>, base: string): Generator<ValidationEntry> {
  for (const [word, value] of Object.entries(schema)) {
    const path = joinPath(base, word);
    if (word === '__proto__') {
      yield { path, message: 'is not allowed', expected: 'no such key' };
    } else if (FORBIDDEN_WORDS.includes(word)) {
      yield { path, message: `"${word}" is not allowed`, expected: '$defs and references of the form "#/$defs/Name"' };
    } else if (word === '$ref') {
      yield* referenceProblems(value, path);
    } else if (word === 'pattern') {
      yield* patternProblems(value, path);
    } else if (NAME_MAPS.includes(word)) {
      yield* namedProblems(word, value, path);
    } else if (!DATA_WORDS.includes(word)) {
      yield* valueProblems(value, path);
    }
  }
}

function* valueProblems(value: unknown, path: string): Generator<ValidationEntry> {
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* valueProblems(member, joinPath(path, index));
  } else if (typeof value === 'object' && value !== null) {
    yield* wordProblems(value as Record<string, unknown>, path);
  }
}

function* namedProblems(word: string, value: unknown, path: string): Generator<ValidationEntry> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') yield { path: joinPath(path, name), message: 'is not allowed', expected: 'no such key' };
    if (word === 'patternProperties') yield* patternProblems(name, joinPath(path, name));
    yield* valueProblems(member, joinPath(path, name));
  }
}

function* referenceProblems(value: unknown, path: string): Generator<ValidationEntry> {
  if (typeof value === 'string' && (value === '#' || value.startsWith('#/'))) return;
  yield {
    path,
    message: 'leads out of the schema; nothing is fetched',
    expected: 'a reference inside the schema, such as "#/$defs/Name"',
  };
}

function* patternProblems(value: unknown, path: string): Generator<ValidationEntry> {
  if (typeof value !== 'string') return;
  const expected = `a pattern of at most ${SCHEMA_LIMITS.pattern} characters without lookaround and back references, repeating at most 1000 times`;
  if (value.length > SCHEMA_LIMITS.pattern) yield { path, message: 'is too long', expected };
  else if (!isRegularExpression(value)) yield { path, message: 'is not a regular expression', expected };
  else if (!isBounded(value)) yield { path, message: 'could take too long on a hostile payload', expected };
}

function isBounded(pattern: string): boolean {
  try {
    boundedPattern(pattern);
    return true;
  } catch {
    return false;
  }
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
