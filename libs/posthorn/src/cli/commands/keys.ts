import { randomBytes } from 'node:crypto';
import { CliError, EXIT } from '../cli.errors.js';
import type { Command } from '../command.js';

const KEY_BYTES = 32;

export const keys: Command = {
  name: 'keys',
  summary: 'make an encryption key',
  synopsis: 'generate',
  description: [
    'Prints a fresh key: 32 random bytes, base64. To rotate, put the new one in front of the old ones in',
    'POSTHORN_ENCRYPTION_KEYS (or encryption.keys): the first seals, every one opens.',
  ].join('\n'),
  options: {},
  run: async ({ positionals, terminal }) => {
    if (positionals.length !== 1 || positionals[0] !== 'generate') {
      throw new CliError('invalid_arguments', 'What shall be done with keys? posthorn keys generate');
    }
    const key = randomBytes(KEY_BYTES).toString('base64');
    terminal.text(key);
    terminal.result({ key });
    return EXIT.ok;
  },
};
