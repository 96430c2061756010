import { TestingError } from '../testing.errors.js';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Milliseconds, or `30s`, `5m`, `2h`, `1d`. */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/** @throws TestingError `invalid_options` */
export function milliseconds(duration: Duration): number {
  const [, number, unit] = FORM.exec(String(duration)) ?? [];
  const result = typeof duration === 'number' ? duration : Number(number) * UNITS[(unit ?? 'ms') as keyof typeof UNITS];
  if (Number.isFinite(result) && result >= 0) return result;
  throw new TestingError('invalid_options', `${duration} is no duration: pass milliseconds, or a text such as "30s".`);
}
