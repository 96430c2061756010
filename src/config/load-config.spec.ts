import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { ConfigError } from './config.errors.js';
import { parseDuration } from './duration.js';
import { SAMPLE_ENCRYPTION_KEY } from './encryption-keys.js';
import { loadConfig } from './load-config.js';
import type { Environment } from './reader.js';

const load = (environment: Environment = {}) => loadConfig(environment, '/srv/app');
const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64');

function problemsOf(environment: Environment): readonly { variable: string; expected: string }[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

function failureOf(environment: Environment): { readonly code?: string; readonly message: string } {
  try {
    load(environment);
  } catch (error) {
    return error as { code?: string; message: string };
  }
  return { message: '' };
}

describe('the configuration', () => {
  it('needs no variable at all', () => {
    expect(load()).toMatchObject({
      production: false,
      databaseUrl: null,
      port: 3000,
      host: '127.0.0.1',
      role: 'all',
      stateFolder: '/srv/app/.posthorn',
      adminToken: null,
      encryptionKeys: null,
      delivery: {
        dbConnections: 4,
        leaseMs: 60_000,
        pollMs: 1000,
        concurrency: 64,
        shutdownGraceMs: 25_000,
        retentionMs: 30 * 86_400_000,
        allowHttp: true,
        egressAllow: [],
      },
      files: { folder: '/srv/app/.posthorn/files' },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ DATABASE_URL: '', POSTHORN_ADMIN_TOKEN: ' ', PORT: '' })).toEqual(load());
  });

  it('reads durations in the unit of the variable, or in the one that is written', () => {
    const { delivery } = load({ POSTHORN_LEASE_SECONDS: '1', POSTHORN_POLL_MS: '15s', POSTHORN_RETENTION_DAYS: '5d' });
    expect(delivery).toMatchObject({ leaseMs: 1000, pollMs: 15_000, retentionMs: 5 * 86_400_000 });
    expect(load({ POSTHORN_RETENTION_DAYS: '1s' }).delivery.retentionMs).toBe(1000);
  });

  it('forbids plain http in production unless it is allowed', () => {
    const production = { NODE_ENV: 'production', POSTHORN_ENCRYPTION_KEYS: KEY };
    expect(load(production).delivery.allowHttp).toBe(false);
    expect(load({ ...production, POSTHORN_ALLOW_HTTP: 'true' }).delivery.allowHttp).toBe(true);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '3000x'],
    ['POSTHORN_ROLE', 'worker'],
    ['POSTHORN_LEASE_SECONDS', '0'],
    ['POSTHORN_LEASE_SECONDS', 'soon'],
    ['POSTHORN_POLL_MS', '-1'],
    ['POSTHORN_CONCURRENCY', '1.5'],
    ['POSTHORN_ALLOW_HTTP', 'maybe'],
    ['POSTHORN_EGRESS_ALLOW', '10.0.0.0/33'],
    ['POSTHORN_EGRESS_ALLOW', 'localhost'],
    ['POSTHORN_EGRESS_ALLOW', '127.1'],
    ['POSTHORN_ADMIN_TOKEN', 'two words'],
    ['POSTHORN_ADMIN_TOKEN', 'phk_looks_like_a_key'],
    ['POSTHORN_ENCRYPTION_KEYS', 'c2hvcnQ='],
    ['POSTHORN_LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['DATABASE_URL', 'localhost'],
  ])('refuses %s=%s and says what it expected', (variable, value) => {
    expect(problemsOf({ [variable]: value })).toEqual([
      expect.objectContaining({ variable, expected: expect.stringMatching(/\w/) }),
    ]);
  });

  it('names every wrong variable at once', () => {
    expect(problemsOf({ PORT: 'x', HOST: 'ok', POSTHORN_ROLE: 'x' }).map(({ variable }) => variable)).toEqual([
      'PORT',
      'POSTHORN_ROLE',
    ]);
  });

  it('never repeats a secret in an error', () => {
    const secret = 'do not show me';
    const { code, message } = failureOf({
      POSTHORN_ADMIN_TOKEN: secret,
      POSTHORN_ENCRYPTION_KEYS: secret,
      DATABASE_URL: secret,
    });
    expect(code).toBe('invalid_configuration');
    expect(message).not.toContain(secret);
  });

  it('does not start production without a key, or with one that everybody knows', () => {
    expect(failureOf({ NODE_ENV: 'production' }).code).toBe('encryption_key_missing');
    for (const known of [SAMPLE_ENCRYPTION_KEY, Buffer.alloc(32).toString('base64')]) {
      const keys = `${KEY},${known}`;
      expect(failureOf({ NODE_ENV: 'production', POSTHORN_ENCRYPTION_KEYS: keys }).code).toBe('sample_encryption_key');
    }
    expect(load({ NODE_ENV: 'production', POSTHORN_ENCRYPTION_KEYS: KEY }).encryptionKeys).toEqual([KEY]);
  });
});

describe('a duration', () => {
  it('is a number and a unit, and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text, 's');
        if (ms !== undefined) expect(text.trim()).toMatch(/^\d+(\.\d+)?\s*(ms|s|m|h|d)?$/);
      }),
    );
  });

  it('is the same in every unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (days) => {
        expect(parseDuration(`${days}d`, 's')).toBe(parseDuration(`${days * 24}h`, 's'));
        expect(parseDuration(`${days}`, 'd')).toBe(parseDuration(`${days * 1440}m`, 'ms'));
      }),
    );
  });
});
