import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { handOver, type Binaries } from './placement.js';
import { run, type Account } from './run.js';

/**
 * The superuser of the cluster. Not `posthorn`: a schema named like the user comes first in the search path, and the
 * application's tables would be created in Posthorn's schema.
 */
export const USER = 'postgres';

// initdb writes 40 MB and the first WAL segments 16 MB each; less than this ends in the middle of it.
const FREE_BYTES_NEEDED = 160 * 1024 * 1024;

/** Refuses early, with the numbers, where PostgreSQL would fail half-way. */
export async function checkFreeSpace(folder: string, needed = FREE_BYTES_NEEDED): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  throw new EmbeddedPostgresError(
    'disk_full',
    `The embedded PostgreSQL needs ${Math.ceil(needed / 1024 / 1024)} MB in ${folder}; ` +
      `${Math.floor((bavail * bsize) / 1024 / 1024)} MB are free. Free some, or set DATABASE_URL.`,
  );
}

/**
 * The superuser's password: read from `directory`, or generated there (0600) for a cluster that is yet to be made.
 * @throws EmbeddedPostgresError `password_lost` when data exists and its password does not
 */
export async function clusterPassword(directory: string, data: string): Promise<string> {
  const path = join(directory, 'password');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const initialised = await stat(join(data, 'PG_VERSION')).catch(() => null);
    if (initialised !== null) {
      throw new EmbeddedPostgresError(
        'password_lost',
        `${data} holds a database, but its password file ${path} is gone. Put the file back, ` +
          `or remove ${data} to begin with an empty database.`,
        { cause },
      );
    }
    const password = randomBytes(24).toString('base64url');
    const fresh = `${path}.${process.pid}`;
    await writeFile(fresh, `${password}\n`, { mode: 0o600 });
    await rename(fresh, path);
    return password;
  }
}

/**
 * Removes what killed starts left. Best effort, at every start: an initdb that outlived its parent may still be
 * writing, and then the next start gets the rest.
 */
async function clearLeftovers(data: string): Promise<void> {
  for (const name of await readdir(dirname(data))) {
    if (!name.startsWith(`${basename(data)}.new-`)) continue;
    await rm(join(dirname(data), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Makes the cluster unless it exists. It grows beside its final place and is renamed at the end, so that a start
 * that was killed in the middle never leaves a folder that looks complete. The caller holds the lock.
 * @param durable false skips fsync, for tests only
 */
export async function ensureCluster(
  data: string,
  binaries: Binaries,
  account: Account | null,
  password: string,
  durable: boolean,
): Promise<void> {
  await clearLeftovers(data);
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) {
    const own = /\b(\d+)(?:\.|devel|beta|rc)/.exec((await run(binaries.postgres, ['--version'], account)).output)?.[1];
    if (own === undefined || own === version.trim()) return;
    throw new EmbeddedPostgresError(
      'other_version',
      `${data} was made by PostgreSQL ${version.trim()}; the embedded one is ${own}. ` +
        `Bring the data over with pg_upgrade, or move the folder away to begin with an empty database.`,
    );
  }
  await checkFreeSpace(dirname(data));
  // A name of its own for every try: an initdb whose parent was killed may still be writing into the last one.
  const growing = `${data}.new-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${growing}.password`;
  await mkdir(growing, { mode: 0o700 });
  await handOver(growing, account);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await handOver(passwordFile, account);
  const result = await run(
    binaries.initdb,
    [
      `--pgdata=${growing}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The builtin provider sorts alike on every system and needs no locale of the host.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    account,
  ).finally(() => rm(passwordFile, { force: true }));
  if (result.code !== 0) {
    await rm(growing, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      'initdb_failed',
      `The embedded PostgreSQL could not make its database in ${data}:\n${result.output || result.error?.message}`,
      { cause: result.error },
    );
  }
  await rename(growing, data);
}
