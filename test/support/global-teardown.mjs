import { isKept, remove, stopServer } from './run-folder.mjs';

/** Stops the run's PostgreSQL. Its folder stays when a failed test kept a database in it. */
export default async function globalTeardown() {
  const folder = process.env.POSTHORN_TEST_FOLDER;
  if (folder === undefined) return;
  await stopServer(folder);
  if (isKept(folder)) {
    process.stderr.write(`\nDatabases of failed tests are kept. Look: node test/support/open-kept.mjs ${folder}\n`);
  } else {
    remove(folder);
  }
}
