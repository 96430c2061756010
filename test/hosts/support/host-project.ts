import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformFile } from '@swc/core';
import { ROOT } from '../../support/command-line.js';
import { swcOptions } from '../../support/swc-options.mjs';
import { HostProcess } from './host-process.js';
import { linkPackages } from './link-packages.js';
import { libsOfPosthorn, npm, packLibs, pinnedVersion, type Packed } from './packages.js';

const run = promisify(execFile);

export interface HostSetup {
  /** Folder of `test/hosts/app` with its `main.ts`. */
  readonly app: string;
  /** What it installs beside Posthorn: a name in the version of our lockfile, or `name@range`. */
  readonly packages: readonly string[];
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  /** `module` (default) or `commonjs`. */
  readonly type?: string;
  /** Further processes of the same program, beside the one that serves; their environment. */
  readonly companions?: readonly Readonly<Record<string, string>>[];
  /**
   * Whether it may do without npm and without types, which take longer than everything else together: the packed libs
   * are unpacked, what they and the host name is linked to what this repository has installed, and the host is only
   * translated. With all hosts npm installs this one too, and the compiler holds it to our declarations.
   */
  readonly linked?: boolean;
  /** Runs after the installation and before the compiler. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** A host in a folder of its own, which knows nothing of this repository. */
export class HostProject {
  private readonly processes: HostProcess[] = [];

  private constructor(
    readonly folder: string,
    private readonly app: string,
    readonly packed: readonly Packed[],
  ) {}

  /** Packs the libs, installs them with plain npm and compiles the host against what was installed; or see `linked`. */
  static async create(setup: HostSetup): Promise<HostProject> {
    const folder = await mkdtemp(path.join(tmpdir(), `posthorn-host-${setup.app}-`));
    const tarballs = path.join(folder, 'packages');
    await mkdir(tarballs);
    const packed = await packLibs(await libsOfPosthorn(), tarballs);
    const project = new HostProject(folder, setup.app, packed);
    const dependencies: Record<string, string> = {};
    for (const { name, tarball } of packed) dependencies[name] = `file:${path.relative(folder, tarball)}`;
    for (const wanted of setup.packages) {
      const [, name = wanted, range] = /^(@?[^@]+)(?:@(.+))?$/.exec(wanted) ?? [];
      dependencies[name] = range ?? (await pinnedVersion(name));
    }
    await project.write('package.json', { name: 'host', private: true, type: setup.type ?? 'module', dependencies });
    await project.write('tsconfig.json', {
      compilerOptions: { ...COMPILER, ...setup.compilerOptions },
      include: [`src/${setup.app}`],
    });
    for (const part of ['shared', setup.app]) {
      await cp(path.join(ROOT, 'test/hosts/app', part), path.join(folder, 'src', part), { recursive: true });
    }
    const linked = setup.linked === true && !process.env['POSTHORN_ALL_HOSTS'];
    if (linked) await linkPackages(folder, setup.packages, packed);
    else await npm(['install', '--prefer-offline', '--ignore-scripts'], folder);
    await setup.prepare?.(folder);
    await (linked ? project.translate() : project.compile());
    return project;
  }

  /** The same program without asking for types: those of its source are held by the check `types and lint`. */
  private async translate(): Promise<void> {
    for (const name of await readdir(path.join(this.folder, 'src'), { recursive: true })) {
      if (!name.endsWith('.ts')) continue;
      const target = path.join(this.folder, 'dist', name.replace(/\.ts$/, '.js'));
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, (await transformFile(path.join(this.folder, 'src', name), TRANSLATOR)).code);
    }
  }

  /** Compiles with the compiler of this repository; everything else is the host's own. */
  private async compile(): Promise<void> {
    try {
      await run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], {
        cwd: this.folder,
      });
    } catch (error) {
      throw new Error(`The host does not compile:\n${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
    }
  }

  async start(environment: Readonly<Record<string, string>>): Promise<HostProcess> {
    const started = await HostProcess.start(
      path.join(this.folder, 'dist', this.app, 'main.js'),
      this.folder,
      environment,
    );
    this.processes.push(started);
    return started;
  }

  /** Ends what is still running and removes the folder. */
  async remove(): Promise<void> {
    for (const each of this.processes) await each.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  private write(file: string, content: unknown): Promise<void> {
    return writeFile(path.join(this.folder, file), JSON.stringify(content, null, 2));
  }
}

/** Strict about our declarations too: `skipLibCheck` is off, and absent is not undefined. */
const COMPILER = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  rootDir: 'src',
  outDir: 'dist',
};

const TRANSLATOR = { ...swcOptions, configFile: false, swcrc: false } as const;
