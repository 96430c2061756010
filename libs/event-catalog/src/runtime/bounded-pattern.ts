import { RE2JS } from 're2js';
import { linearSyntax } from './linear-syntax.js';

/** A text longer than this never fits a `pattern`. */
export const PATTERN_SUBJECT_MAX_LENGTH = 4096;

/** A `pattern` that takes time in proportion to the text, whatever both are. */
export interface BoundedPattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * Compiles a regular expression of ECMAScript for an engine that does not go back: no text makes it run for hours.
 * @throws SyntaxError when it is none; RE2JSSyntaxException when only going back could match it
 */
export function boundedPattern(pattern: string): BoundedPattern {
  const native = new RegExp(pattern, 'u');
  const engine = RE2JS.compile(RE2JS.translateRegExp(linearSyntax(pattern)));
  return {
    test: (text) => text.length <= PATTERN_SUBJECT_MAX_LENGTH && engine.test(text),
    // Ajv keeps compiled patterns under this: without it all patterns of a schema would be the first one.
    toString: () => String(native),
  };
}
