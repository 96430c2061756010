import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
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

/** Packs libs into `folder`, from what `npm run build` has built. */
export async function packLibs(libs: readonly string[], folder: string): Promise<readonly Packed[]> {
  for (const lib of libs) {
    const built = await stat(path.join(ROOT, 'libs', lib, 'dist/index.js')).catch(() => undefined);
    if (built === undefined) throw new Error(`libs/${lib} is not built: npm run build`);
  }
  const which = libs.flatMap((lib) => ['--workspace', `libs/${lib}`]);
  const args = ['pack', ...which, '--ignore-scripts', '--json', '--pack-destination', folder];
  const answer = JSON.parse(await npm(args, ROOT)) as Record<string, Entry> | readonly Entry[];
  return Object.values(answer).map(({ name, version, filename, files }) => ({
    name,
    version,
    tarball: path.join(folder, filename),
    files: files.map((file) => file.path),
  }));
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
