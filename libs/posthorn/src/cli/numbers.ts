import { CliError } from './cli.errors.js';
import { textOption, type Invocation } from './command.js';

/**
 * A whole number that an option holds.
 * @throws CliError `invalid_arguments`
 */
export function wholeOption(
  invocation: Pick<Invocation, 'values'>,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new CliError('invalid_arguments', `--${name} has to be a whole number from ${min} to ${max}.`);
}
