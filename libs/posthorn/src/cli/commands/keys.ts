import { randomBytes } from 'node:crypto';
import { CliError, EXIT } from '../cli.errors.js';
import type { Command } from '../command.js';
import { TARGET_OPTIONS } from '../target.js';
import { resealKeys } from './reseal-keys.js';

const KEY_BYTES = 32;

export const keys: Command = {
  name: 'keys',
  summary: 'make an encryption key, or seal everything with the newest one',
  synopsis: 'generate | reseal',
  description: [
    'generate prints a fresh key: 32 random bytes, base64. To rotate, put the new one in front of the old ones in',
    'POSTHORN_ENCRYPTION_KEYS (or encryption.keys): the first seals, every one opens. When every process has it, reseal',
    'seals with the first key what the others have sealed, reading the keys from POSTHORN_ENCRYPTION_KEYS; then the old',
    'ones may go. It runs beside the application and may be run again.',
  ].join('\n'),
  options: TARGET_OPTIONS,
  run: async (invocation) => {
    const { positionals, terminal } = invocation;
    const [action] = positionals;
    if (positionals.length === 1 && action === 'reseal') return resealKeys(invocation);
    if (positionals.length !== 1 || action !== 'generate') {
      throw new CliError(
        'invalid_arguments',
        'What shall be done with keys? posthorn keys generate, or posthorn keys reseal',
      );
    }
    const key = randomBytes(KEY_BYTES).toString('base64');
    terminal.text(key);
    terminal.result({ key });
    return EXIT.ok;
  },
};
