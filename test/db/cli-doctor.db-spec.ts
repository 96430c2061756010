import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { posthorn } from '../support/command-line.js';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

jest.setTimeout(30_000);

const KEY = Buffer.alloc(32, 'k').toString('base64');

let testDatabase: TestDatabase;
let folder: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-doctor-'));
  await writeFile(path.join(folder, 'package.json'), '{}');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await testDatabase.drop();
});

async function doctor(args: readonly string[] = [], environment: Record<string, string> = {}) {
  const given = { DATABASE_URL: testDatabase.url, POSTHORN_ENCRYPTION_KEYS: KEY, ...environment };
  const ended = await posthorn(['doctor', '--json', ...args], { folder, environment: given });
  return { ...ended, answer: JSON.parse(ended.stdout) };
}

describe('posthorn doctor', () => {
  it('finds a migrated database in order', async () => {
    const { code, answer } = await doctor();
    expect(answer.findings.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
    expect(answer.findings.map(({ check }: { check: string }) => check)).toEqual([
      'encryption_keys',
      'database',
      'version',
      'isolation',
      'migrations',
      'clock',
      'notifications',
    ]);
    expect([code, answer.healthy]).toEqual([0, true]);
  });

  it('shows the same to people, with what to do', async () => {
    const ended = await posthorn(['doctor', '--schema', 'elsewhere'], {
      folder,
      environment: { DATABASE_URL: testDatabase.url },
    });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/• POSTHORN_ENCRYPTION_KEYS is not set/);
    expect(ended.stdout).toMatch(/✓ PostgreSQL \d+/);
    expect(ended.stdout).toMatch(/✗ \d+ migrations of schema elsewhere are pending\n {2}posthorn migrate/);
  });

  it('says which key is wrong, and shows none', async () => {
    const { code, answer, stdout } = await doctor([], { POSTHORN_ENCRYPTION_KEYS: `${KEY},c2hvcnQ=` });
    expect(code).toBe(1);
    expect(answer.findings[0]).toMatchObject({ check: 'encryption_keys', ok: false });
    expect(answer.findings[0].detail).toMatch(/^entry 2 /);
    expect(stdout).not.toMatch(new RegExp(`c2hvcnQ|${KEY}`));
  });

  it('notices another default isolation, with the statement that mends it', async () => {
    await testDatabase.pool.query(
      `alter database ${testDatabase.name} set default_transaction_isolation = 'serializable'`,
    );
    try {
      const { code, answer } = await doctor();
      const finding = answer.findings.find(({ check }: { check: string }) => check === 'isolation');
      expect([code, finding.ok]).toEqual([1, false]);
      await testDatabase.pool.query(finding.advice);
      expect((await doctor()).code).toBe(0);
    } finally {
      await testDatabase.pool.query(`alter database ${testDatabase.name} reset default_transaction_isolation`);
    }
  });

  it('stops at a database that is out of reach, which is a finding', async () => {
    const { code, answer } = await doctor(['--database-url', 'postgres://a:b@127.0.0.1:1/none']);
    expect(code).toBe(1);
    expect(answer.findings.at(-1)).toMatchObject({ check: 'database', ok: false });
  });
});
