import { CliError } from './cli.errors.js';
import { listOption, textOption, type CommandOption, type Invocation } from './command.js';
import { readInput } from './input.js';

const KEY_BYTES = 32;
export const KEYS_VARIABLE = 'POSTHORN_ENCRYPTION_KEYS';

export const KEYS_OPTION = {
  'keys-file': { value: 'file', help: `file with the encryption keys, newest first; default: ${KEYS_VARIABLE}` },
} satisfies Record<string, CommandOption>;

/** The keys as they were given, newest first; undefined when they were not. @throws CliError `file_unreadable` */
export async function givenKeys(invocation: Invocation): Promise<readonly string[] | undefined> {
  const file = textOption(invocation, 'keys-file');
  const text =
    file === undefined
      ? invocation.environment[KEYS_VARIABLE]
      : (await readInput(file, invocation)).toString('utf8').trim().replaceAll(/\s+/g, ',');
  return text ? listOption({ values: { keys: text } }, 'keys') : undefined;
}

/** @throws CliError `encryption_keys_unusable` when there are none, or one is no key */
export async function requiredKeys(invocation: Invocation): Promise<readonly string[]> {
  const keys = await givenKeys(invocation);
  if (keys === undefined || keys.length === 0) {
    throw new CliError('encryption_keys_unusable', `Set ${KEYS_VARIABLE} as the application has it, newest first.`);
  }
  const wrong = wrongKeys(keys);
  if (wrong.length === 0) return keys;
  throw new CliError(
    'encryption_keys_unusable',
    `Encryption key ${wrong.join(', ')} is not base64 of ${KEY_BYTES} bytes.`,
  );
}

/** Positions, from one, of what is no key. */
export function wrongKeys(keys: readonly string[]): readonly number[] {
  return keys.flatMap((key, index) => (isKey(key) ? [] : [index + 1]));
}

const isKey = (text: string): boolean =>
  /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;
