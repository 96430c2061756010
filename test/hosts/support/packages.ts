import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/command-line.js';

const run = promisify(execFile);

/** What `npm pack` says of one package. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the tarball. */
  readonly tarball: string;
  /** Paths in the package. */
  readonly files: readonly string[];
}

/** Runs npm the way a host's developer does. */
export async function npm(args: readonly string[], folder: string): Promise<string> {
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  try {
    const { stdout } = await run('npm', [...args, ...quiet], {
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
      // On Windows npm is a batch file.
      shell: process.platform === 'win32',
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** The libs that `posthorn` consists of, and itself. */
export async function libsOfPosthorn(): Promise<readonly string[]> {
  const found = new Set<string>();
  const visit = async (lib: string): Promise<void> => {
    found.add(lib);
    for (const name of Object.keys((await manifestOf(lib)).dependencies ?? {})) {
      const [, needed] = /^@posthorn\/(.+)$/.exec(name) ?? [];
      if (needed !== undefined && !found.has(needed)) await visit(needed);
    }
  };
  await visit('posthorn');
  return [...found];
}

export interface Manifest {
  readonly name: string;
  readonly main: string;
  readonly types: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

export async function manifestOf(lib: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(ROOT, 'libs', lib, 'package.json'), 'utf8')) as Manifest;
}

/**
 * Packs libs, from what `npm run build` has built. All of them are packed at once and once for a run of tests, into its
 * folder, where every host finds them.
 * @param folder where they go when the run has no folder of its own
 */
export async function packLibs(libs: readonly string[], folder: string): Promise<readonly Packed[]> {
  const names = new Set(await Promise.all(libs.map(async (lib) => (await manifestOf(lib)).name)));
  const run = process.env['POSTHORN_TEST_FOLDER'];
  const place = run === undefined ? folder : path.join(run, 'packages');
  const packed = (await alreadyPacked(place)) ?? (await packAll(place));
  return packed.filter(({ name }) => names.has(name));
}

const LIST = 'packed.json';

async function alreadyPacked(place: string): Promise<readonly Packed[] | undefined> {
  const list = await readFile(path.join(place, LIST), 'utf8').catch(() => undefined);
  return list === undefined ? undefined : (JSON.parse(list) as readonly Packed[]);
}

async function packAll(place: string): Promise<readonly Packed[]> {
  const libs = await readdir(path.join(ROOT, 'libs'));
  for (const lib of libs) {
    const built = await stat(path.join(ROOT, 'libs', lib, 'dist/index.js')).catch(() => undefined);
    if (built === undefined) throw new Error(`libs/${lib} is not built: npm run build`);
  }
  await mkdir(place, { recursive: true });
  const begun = await mkdtemp(path.join(place, 'begun-'));
  const which = libs.flatMap((lib) => ['--workspace', `libs/${lib}`]);
  const args = ['pack', ...which, '--ignore-scripts', '--json', '--pack-destination', begun];
  const answer = JSON.parse(await npm(args, ROOT)) as Record<string, Entry> | readonly Entry[];
  const packed = Object.values(answer).map(({ name, version, filename, files }) => ({
    name,
    version,
    tarball: path.join(begun, filename),
    files: files.map((file) => file.path),
  }));
  // It appears as a whole. Two that pack at the same time both may: either list names files that stay.
  await writeFile(path.join(begun, LIST), JSON.stringify(packed));
  await rename(path.join(begun, LIST), path.join(place, LIST));
  return packed;
}

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** The version of a package that this repository is tested with. */
export async function pinnedVersion(name: string): Promise<string> {
  const lock = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string } | undefined>;
  };
  const version = lock.packages[`node_modules/${name}`]?.version;
  if (version === undefined) throw new Error(`package-lock.json knows no ${name}.`);
  return version;
}
