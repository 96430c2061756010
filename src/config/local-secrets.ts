import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { errorCode } from '../common/error-code.js';
import type { AppConfig } from './app-config.js';
import { ConfigError, StartRefusedError } from './config.errors.js';
import { ENCRYPTION_KEY_BYTES, isEncryptionKey } from './encryption-keys.js';

/** The secrets that the application runs with, given or generated. */
export interface LocalSecrets {
  readonly adminToken: string;
  /** Where a generated token is kept; null when the environment gave it. */
  readonly adminTokenFile: string | null;
  readonly encryptionKeys: readonly string[];
}

/** Takes the secrets from the configuration, or from files of the state folder that are made on the first start. */
export async function resolveLocalSecrets(config: AppConfig): Promise<LocalSecrets> {
  const tokenFile = join(config.stateFolder, 'admin-token');
  const adminToken = config.adminToken ?? (await readOrCreate(tokenFile, () => randomBytes(32).toString('base64url')));
  return {
    adminToken,
    adminTokenFile: config.adminToken === null ? tokenFile : null,
    encryptionKeys: config.encryptionKeys ?? [await generatedEncryptionKey(config)],
  };
}

async function generatedEncryptionKey(config: AppConfig): Promise<string> {
  // `loadConfig` refuses this already; a configuration made by hand must not slip through.
  if (config.production) {
    throw new StartRefusedError('encryption_key_missing', 'Production needs POSTHORN_ENCRYPTION_KEYS.');
  }
  const file = join(config.stateFolder, 'encryption-key');
  const key = await readOrCreate(file, () => randomBytes(ENCRYPTION_KEY_BYTES).toString('base64'));
  if (isEncryptionKey(key)) return key;
  throw new ConfigError([
    {
      variable: file,
      problem: 'the file does not hold an encryption key',
      expected: 'base64 of 32 bytes; restore it, or delete it and lose the sealed secrets',
    },
  ]);
}

/**
 * Two starts may race: the value is written aside and linked into place, which only one of them can do, so nobody
 * reads a half-written file and both end up with the same secret.
 */
async function readOrCreate(file: string, generate: () => string): Promise<string> {
  const present = await readSecret(file);
  if (present !== undefined) return present;
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, `${generate()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  const value = await readSecret(file);
  if (value === undefined) throw new Error(`${file} was there and is gone or empty. Start again.`);
  return value;
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    const [text, info] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    if ((info.mode & 0o077) !== 0) await chmod(file, 0o600);
    return text.trim() === '' ? undefined : text.trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
