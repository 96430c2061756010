import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AppConfig } from './app-config.js';
import { isEncryptionKey } from './encryption-keys.js';
import { resolveLocalSecrets } from './local-secrets.js';

describe('generated secrets', () => {
  let config: AppConfig;
  beforeEach(async () => {
    config = new AppConfig();
    config.stateFolder = join(await mkdtemp(join(tmpdir(), 'posthorn-secrets-')), '.posthorn');
  });
  afterEach(() => rm(join(config.stateFolder, '..'), { recursive: true }));

  it('stay the same from start to start and are readable by their owner only', async () => {
    const first = await resolveLocalSecrets(config);
    expect(await resolveLocalSecrets(config)).toEqual(first);
    expect(first.adminToken.length).toBeGreaterThanOrEqual(40);
    expect(isEncryptionKey(first.encryptionKeys[0] ?? '')).toBe(true);
    for (const name of ['admin-token', 'encryption-key']) {
      expect((await stat(join(config.stateFolder, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('are the same for starts that race', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => resolveLocalSecrets(config)));
    expect(new Set(all.map(({ adminToken }) => adminToken)).size).toBe(1);
    expect(new Set(all.map(({ encryptionKeys }) => encryptionKeys[0])).size).toBe(1);
  });

  it('are not made when the environment gives them', async () => {
    config.adminToken = 'a-token-of-my-own';
    config.encryptionKeys = [Buffer.alloc(32, 7).toString('base64')];
    expect(await resolveLocalSecrets(config)).toEqual({
      adminToken: config.adminToken,
      adminTokenFile: null,
      encryptionKeys: config.encryptionKeys,
    });
    await expect(readFile(join(config.stateFolder, 'admin-token'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('lose the rights that others were given', async () => {
    const { adminTokenFile } = await resolveLocalSecrets(config);
    await chmod(adminTokenFile ?? '', 0o644);
    await resolveLocalSecrets(config);
    expect((await stat(adminTokenFile ?? '')).mode & 0o777).toBe(0o600);
  });

  it('are not guessed when the file of the key is damaged', async () => {
    await resolveLocalSecrets(config);
    await writeFile(join(config.stateFolder, 'encryption-key'), 'half a ke');
    await expect(resolveLocalSecrets(config)).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  it('never include an encryption key in production', async () => {
    config.production = true;
    await expect(resolveLocalSecrets(config)).rejects.toMatchObject({ code: 'encryption_key_missing' });
  });
});
