import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
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

/** Packs every lib into `folder`, from what `npm run build` has built. */
export async function packLibs(folder: string): Promise<readonly Packed[]> {
  await refuseMissingBuild();
  const args = ['pack', '--workspaces', '--ignore-scripts', '--json', '--pack-destination', folder];
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

async function refuseMissingBuild(): Promise<void> {
  for (const lib of await readdir(path.join(ROOT, 'libs'))) {
    const built = await stat(path.join(ROOT, 'libs', lib, 'dist/index.js')).catch(() => undefined);
    const isLib = await stat(path.join(ROOT, 'libs', lib, 'package.json')).catch(() => undefined);
    if (isLib !== undefined && built === undefined) throw new Error(`libs/${lib} is not built: npm run build`);
  }
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
