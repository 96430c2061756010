import { chmodSync, mkdtempSync } from 'node:fs';
import { abandon, isKept, remove, runFolderPrefix, sweep } from './run-folder.mjs';

/**
 * Prepares a place for the run's PostgreSQL, and starts nothing: the first test that wants a database does (see
 * test-server.ts), so that a run of unit tests alone costs no server.
 */
export default async function globalSetup() {
  if (process.env.TEST_DATABASE_URL) return;
  await sweep();
  const folder = mkdtempSync(runFolderPrefix());
  chmodSync(folder, 0o755); // the server's account has to pass through
  process.env.POSTHORN_TEST_FOLDER = folder;
  const leave = () => {
    abandon(folder);
    if (!isKept(folder)) remove(folder);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      leave();
      process.kill(process.pid, signal);
    });
  }
}
