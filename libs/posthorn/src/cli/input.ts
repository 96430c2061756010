import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from './cli.errors.js';
import type { Invocation } from './command.js';

/** More than the largest payload with what may be around it. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A text without the byte order mark that editors of Windows put in front of it; npm takes it away too. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/**
 * The bytes of a file, or of standard input for `-`.
 * @throws CliError `file_unreadable`, `invalid_input` when it is too large
 */
export async function readInput(name: string, invocation: Pick<Invocation, 'input' | 'folder'>): Promise<Buffer> {
  if (name !== '-') {
    const file = path.resolve(invocation.folder, name);
    return readNamedFile(file);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of invocation.input) {
    const bytes = Buffer.from(chunk as string);
    length += bytes.length;
    if (length > MAX_BYTES) throw new CliError('invalid_input', `Standard input has more than ${MAX_BYTES} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * A JSON object that an option holds: the text itself, `@file`, or `-` for standard input.
 * @throws CliError `invalid_input`, `file_unreadable`
 */
export async function jsonObject(
  option: string,
  given: string,
  invocation: Pick<Invocation, 'input' | 'folder'>,
): Promise<Readonly<Record<string, unknown>>> {
  const from = given === '-' ? '-' : given.startsWith('@') ? given.slice(1) : undefined;
  const text = from === undefined ? given : (await readInput(from, invocation)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('invalid_input', `${option} is no JSON: ${reason}`, undefined, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliError('invalid_input', `${option} has to be a JSON object.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

/** @throws CliError `file_unreadable` */
export async function readNamedFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new CliError('file_unreadable', `${file} cannot be read: ${REASONS[code] ?? message}.`, undefined, { cause });
  }
}
