import { describe, expect, it } from '@jest/globals';
import { boundedPattern } from './bounded-pattern.js';

const TEXTS = [
  ...['', 'a', 'aa', 'ab', 'k', '.', '-', '_', '0', 'A', 'é', 'Ä', 'α', 'Σ', '٣', '😀', 'ak<n>', 'a b'],
  ...[' ', '\t', '\n', '\v', '\f', '\r', '\u0000', '\u001c', '\u0085', '\u00a0', '\u1680', '\u180e', '\u2003'],
  ...['\u200b', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000', '\ufeff', '\uff00', '\u{10ffff}'],
];

describe('a pattern that never goes back', () => {
  it.each([
    ...[
      '^.$',
      '^[.]$',
      '^\\.$',
      '^\\\\.$',
      '^\\s$',
      '^\\S$',
      '^[\\s]$',
      '^[\\S]$',
      '^[^\\s]$',
      '^[^\\S]$',
      '^[\\s\\S]$',
    ],
    ...['^[\\w\\s.-]+$', '^\\w+\\s?\\w*$', '^\\d$', '^[^\\]\\s]$', '^\\p{L}+$', '^\\P{L}$', '^\\p{Script=Greek}$'],
    ...[
      '^\\p{sc=Latin}$',
      '^[\\p{gc=Lu}]$',
      '^\\uD83D\\uDE00$',
      '^[\\uD83D\\uDE00]$',
      '^\\u{1F600}$',
      '^(?<n>a).$',
      '^\\x41$',
    ],
  ])('%s takes what a RegExp takes', (pattern) => {
    const [bounded, native] = [boundedPattern(pattern), new RegExp(pattern, 'u')];
    expect(TEXTS.filter((text) => bounded.test(text))).toEqual(TEXTS.filter((text) => native.test(text)));
  });

  it.each(['(?<n>a)\\k<n>', '(a)\\1', '(?=a)b', '(?<!a)b', '\\p{Script_Extensions=Greek}'])('refuses %s', (pattern) => {
    expect(() => boundedPattern(pattern)).toThrow();
  });
});
