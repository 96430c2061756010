import { parseDuration } from './duration.js';
import type { ConfigProblem } from './config.errors.js';

/** Variables by name, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads typed values and collects what is wrong, so that one start shows every mistake. */
export class EnvironmentReader {
  readonly problems: ConfigProblem[] = [];

  constructor(private readonly environment: Environment) {}

  /** The trimmed value; undefined when unset or empty, which mean the same. */
  text(variable: string): string | undefined {
    const value = this.environment[variable]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  integer(variable: string, fallback: number, min: number, max: number): number {
    const value = this.text(variable);
    if (value === undefined) return fallback;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    return this.refuse(variable, `"${value}" is not usable`, `a whole number from ${min} to ${max}`, fallback);
  }

  boolean(variable: string, fallback: boolean): boolean {
    const value = this.text(variable)?.toLowerCase();
    if (value === undefined) return fallback;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    return this.refuse(variable, `"${value}" is not usable`, 'true or false', fallback);
  }

  oneOf<T extends string>(variable: string, fallback: T, allowed: readonly T[]): T {
    const value = this.text(variable);
    if (value === undefined) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    return found ?? this.refuse(variable, `"${value}" is not known`, `one of ${allowed.join(', ')}`, fallback);
  }

  /** @returns milliseconds */
  duration(variable: string, fallbackMs: number, bareUnit: 'ms' | 's' | 'd', minMs: number, maxMs: number): number {
    const value = this.text(variable);
    if (value === undefined) return fallbackMs;
    const ms = parseDuration(value, bareUnit);
    if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
    const expected = `a duration from ${minMs} ms to ${maxMs} ms, such as 15s, 5d or a bare number of ${UNIT_WORD[bareUnit]}`;
    return this.refuse(variable, `"${value}" is not usable`, expected, fallbackMs);
  }

  list(variable: string): string[] {
    return (this.text(variable) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }

  refuse<T>(variable: string, problem: string, expected: string, fallback: T): T {
    this.problems.push({ variable, problem, expected });
    return fallback;
  }
}

const UNIT_WORD = { ms: 'milliseconds', s: 'seconds', d: 'days' } as const;
