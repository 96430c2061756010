import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  cp,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { canEnter } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { run, type Account } from './run.js';

/** The programs of one PostgreSQL build. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Folders of the system, in the order of preference, for what the server's account must be able to reach. */
function stateFolders(): string[] {
  const folders = ['/var/lib/posthorn', join(tmpdir(), 'posthorn-state')];
  const own = process.env['XDG_STATE_HOME'];
  return own === undefined || own === '' ? folders : [join(own, 'posthorn'), ...folders];
}

async function reachableStateFolder(account: Account | null, wanted: string): Promise<string> {
  for (const folder of stateFolders()) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
    } catch {
      continue; // read-only or not ours: the next candidate
    }
    if (await canEnter(account, folder)) return folder;
  }
  throw new EmbeddedPostgresError(
    'unreachable_folder',
    `The account "${account?.name}" that runs PostgreSQL can enter neither ${wanted} nor ${stateFolders().join(' nor ')}. ` +
      `Make one of them accessible (chmod a+x on each folder above it), or set DATABASE_URL.`,
  );
}

/**
 * The folder that holds the cluster's data: `data` in `directory`, or, when the server's account cannot enter that
 * (a 0700 home of root), a folder of its own in the system's state directory. Data that exists wins.
 * @returns the folder and whether it lies outside of `directory`
 */
export async function placeData(directory: string, account: Account | null): Promise<{ data: string; moved: boolean }> {
  const inside = join(directory, 'data');
  if (account === null) return { data: inside, moved: false };
  const key = createHash('sha256')
    .update(await realpath(directory))
    .digest('hex')
    .slice(0, 16);
  const known = stateFolders().map((folder) => join(folder, key));
  for (const folder of known) {
    if (await exists(join(folder, 'data', 'PG_VERSION'))) return { data: join(folder, 'data'), moved: true };
  }
  if (await canEnter(account, directory)) return { data: inside, moved: false };
  if (await exists(join(inside, 'PG_VERSION'))) {
    throw new EmbeddedPostgresError(
      'unreachable_folder',
      `The data of the embedded PostgreSQL is in ${inside}, but the account "${account.name}" that runs it can no ` +
        `longer enter ${directory}. Give it access (chmod a+x on each folder above), or set DATABASE_URL.`,
    );
  }
  const folder = join(await reachableStateFolder(account, directory), key);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return { data: join(folder, 'data'), moved: true };
}

function platformPackage(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

async function locateNative(): Promise<{ native: string; version: string }> {
  const name = platformPackage();
  try {
    // The platform's package is an optional dependency of embedded-postgres, so it is looked up from there.
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = await realpath(join(dirname(createRequire(library).resolve(name)), '..'));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'no_binary',
      `There is no embedded PostgreSQL for this system: the package ${name} is not installed. ` +
        `Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL 14 or newer.`,
      { cause },
    );
  }
}

const programs = (native: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    postgres: join(native, 'bin', `postgres${suffix}`),
    initdb: join(native, 'bin', `initdb${suffix}`),
    pgCtl: join(native, 'bin', `pg_ctl${suffix}`),
  };
};

/** npm packages cannot hold links; the package makes them in an install script, which `--ignore-scripts` skips. */
async function completeLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (await exists(path)) continue;
    await symlink(relative(dirname(target), source), path).catch(() => undefined);
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    const info = await lstat(path);
    if (info.isDirectory()) await openUp(path);
    else if (info.isFile()) await chmod(path, info.mode | 0o444 | (basename(folder) === 'bin' ? 0o111 : 0));
  }
}

async function makeExecutable(binaries: Binaries): Promise<void> {
  for (const file of Object.values(binaries) as string[]) {
    const { mode } = await stat(file);
    // Only when needed: a read-only installation is fine as long as the modes are right.
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
  }
}

async function copyForAccount(native: string, version: string, account: Account): Promise<string> {
  const root = await reachableStateFolder(account, native);
  const target = join(root, `${basename(platformPackage())}-${version}`);
  if (await exists(target)) return target;
  const fresh = `${target}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  await openUp(fresh);
  // A racing start may have finished first; its copy is as good as this one.
  await rename(fresh, target).catch(() => rm(fresh, { recursive: true, force: true }));
  return target;
}

/**
 * The programs of the installed build, tried once as the account that will run them. When that account cannot
 * reach them (node_modules below a 0700 folder) they are copied to the system's state directory, once per version.
 * @throws EmbeddedPostgresError `no_binary`, `binary_does_not_run`, `unreachable_folder`
 */
export async function placeBinaries(account: Account | null): Promise<Binaries> {
  const { native, version } = await locateNative();
  await completeLinks(native);
  const installed = programs(native);
  await makeExecutable(installed);
  let binaries = installed;
  let tried = await run(binaries.postgres, ['--version'], account);
  if (tried.code !== 0 && account !== null) {
    binaries = programs(await copyForAccount(native, version, account));
    tried = await run(binaries.postgres, ['--version'], account);
  }
  if (tried.code === 0) return binaries;
  throw new EmbeddedPostgresError(
    'binary_does_not_run',
    `The embedded PostgreSQL (${binaries.postgres}) does not run on this system: ${tried.output || tried.error?.message}. ` +
      `It needs glibc on Linux (Alpine has musl). Set DATABASE_URL to a PostgreSQL 14 or newer instead.`,
    { cause: tried.error },
  );
}

/** Gives `path` to the server's account. */
export async function handOver(path: string, account: Account | null): Promise<void> {
  if (account !== null) await chown(path, account.uid, account.gid);
}
