import { findChromium } from './scripts/lib/chromium.mjs';
import { swcOptions } from './test/support/swc-options.mjs';

const common = {
  // Packages and sources are loaded once for each worker, tests for each file: docs/decisions/test-time.md.
  runtime: '<rootDir>/test/support/runtime.cjs',
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['@posthorn/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  // Sources import with the `.js` suffix that NodeNext wants; the files on disk are `.ts`.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { ...swcOptions, sourceMaps: 'inline' }],
  },
  setupFilesAfterEnv: ['<rootDir>/test/support/test-timeout.mjs'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/libs/[^/]+/dist'],
};

// Tests on a real PostgreSQL: see test/support. The server starts with the first test that asks for a database.
const database = {
  ...common,
  testEnvironment: '<rootDir>/test/support/database-environment.mjs',
};

// Each host is packed, installed and started: two of them stand for the others unless all are asked for.
const all = process.env.POSTHORN_ALL_HOSTS;
const hosts = all ? '*' : '{pg,typeorm}';
const packaging = all ? '*' : 'packages';

export default {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,libs}/**/*.spec.ts', '<rootDir>/test/{unit,architecture}/**/*.spec.ts'],
    },
    { ...database, displayName: 'db', testMatch: ['<rootDir>/test/db/**/*.db-spec.ts'] },
    { ...database, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
    // Every sample of the docs, and their links.
    { ...database, displayName: 'docs', testMatch: ['<rootDir>/test/docs/**/*.docs-spec.ts'] },
    {
      ...database,
      displayName: 'faults',
      testMatch: ['<rootDir>/test/faults/**/*.fault-spec.ts'],
    },
    {
      ...database,
      displayName: 'security',
      testMatch: ['<rootDir>/test/security/**/*.security-spec.ts'],
    },
    {
      ...database,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.browser-spec.ts'],
      // Said by scripts/test.mjs: a browser that is missing is no reason to fail each of them.
      ...(findChromium() === undefined ? { testPathIgnorePatterns: ['<rootDir>/test/browser/'] } : {}),
    },
    {
      ...database,
      displayName: 'hosts',
      testMatch: [`<rootDir>/test/hosts/${hosts}.host-spec.ts`, `<rootDir>/test/packaging/${packaging}.host-spec.ts`],
    },
  ],
};
