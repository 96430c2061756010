import { randomBytes } from 'node:crypto';
import { CliError, EXIT } from '../cli.errors.js';
import type { Command } from '../command.js';
import { KEYS_OPTION } from '../encryption-keys.js';
import { TARGET_OPTIONS } from '../target.js';

const KEY_BYTES = 32;

export const keys: Command = {
  name: 'keys',
  group: 'database',
  summary: 'make an encryption key, or seal everything with the newest one',
  synopsis: 'generate | reseal',
  description: [
    'generate prints a fresh key: 32 random bytes, base64.',
    '',
    'reseal seals with the first key of POSTHORN_ENCRYPTION_KEYS what the others have sealed. To replace a key:',
    '  1. put a new one in front: POSTHORN_ENCRYPTION_KEYS=new,old (or encryption.keys); the first seals, every one opens',
    '  2. restart every process, so that all of them know it',
    '  3. posthorn keys reseal: beside the running application, in small batches; broken off, it goes on the next time',
    '  4. take the old key away, and restart',
    'It exits with 1 when something is opened by none of the keys: nothing may be taken away then.',
  ].join('\n'),
  options: { ...TARGET_OPTIONS, ...KEYS_OPTION },
  examples: [
    ['posthorn keys generate', 'a new key'],
    ['POSTHORN_ENCRYPTION_KEYS=$NEW,$OLD posthorn keys reseal', 'so that $OLD may go'],
  ],
  run: async (invocation) => {
    const { positionals, terminal } = invocation;
    const [action] = positionals;
    if (positionals.length === 1 && action === 'reseal') {
      const { resealKeys } = await import('../reseal-keys.js');
      return resealKeys(invocation);
    }
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
