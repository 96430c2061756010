import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { run, type Account } from './run.js';

async function find(name: string): Promise<Account | null> {
  const uid = await run('id', ['-u', name], null);
  const gid = await run('id', ['-g', name], null);
  if (uid.code !== 0 || gid.code !== 0) return null;
  return { name, uid: Number(uid.output), gid: Number(gid.output) };
}

/**
 * The account that runs the server: null means the current user. PostgreSQL refuses to run as root, so root hands
 * over to the system's `postgres` account, which is created when it is missing.
 * @throws EmbeddedPostgresError `no_account`
 */
export async function serverAccount(log: (line: string) => void): Promise<Account | null> {
  if (process.geteuid?.() !== 0) return null;
  const existing = await find('postgres');
  if (existing !== null) return existing;
  // Debian, Fedora and macOS-like systems have useradd; Alpine's busybox has adduser.
  await run('useradd', ['--system', '--no-create-home', '--user-group', 'postgres'], null);
  let created = await find('postgres');
  if (created === null) {
    await run('adduser', ['-S', '-H', '-D', 'postgres'], null);
    created = await find('postgres');
  }
  if (created === null) {
    throw new EmbeddedPostgresError(
      'no_account',
      'PostgreSQL does not run as root, and the account "postgres" could not be created. ' +
        'Start as another user, create that account, or set DATABASE_URL to a server of your own.',
    );
  }
  log(`created the system account "postgres", because PostgreSQL does not run as root`);
  return created;
}

/** True when `account` can enter `folder` (every folder above it included). */
export async function canEnter(account: Account | null, folder: string): Promise<boolean> {
  if (account === null) return true;
  return (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], account)).code === 0;
}
