import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { npm, packLibs, pinnedVersion } from '../../hosts/support/packages.js';
import { ROOT } from '../../support/command-line.js';

const run = promisify(execFile);

export interface SampleSetup {
  /** Folders of `libs` that are packed and installed. */
  readonly libs: readonly string[];
  /** What else is installed: a name in the version of our lockfile, or `name@range`. */
  readonly packages: readonly string[];
  /** Sources by their names. */
  readonly files: ReadonlyMap<string, string>;
}

/** Makes every server say on which port it listens, whatever the sample prints. */
const PRELOAD = `
import { Server } from 'node:net';
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () => process.stdout.write('listening on ' + this.address().port + '\\n'));
  return listen.apply(this, args);
};
`;

const COMPILER = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  // Of our declarations; those of others are their business.
  skipLibCheck: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  rootDir: 'src',
  outDir: 'dist',
};

/** A folder with packed libs installed and samples compiled against them; it knows nothing of this repository. */
export class SampleProject {
  private readonly running: ChildProcess[] = [];

  private constructor(readonly folder: string) {}

  static async create({ libs, packages, files }: SampleSetup): Promise<SampleProject> {
    const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-samples-'));
    const project = new SampleProject(folder);
    await mkdir(path.join(folder, 'src'));
    const dependencies: Record<string, string> = {};
    for (const { name, tarball } of await packLibs(libs, folder))
      dependencies[name] = `file:${path.relative(folder, tarball)}`;
    for (const wanted of packages) {
      const [, name = wanted, range] = /^(@?[^@]+)(?:@(.+))?$/.exec(wanted) ?? [];
      dependencies[name] = range ?? (await pinnedVersion(name));
    }
    await project.write('package.json', { name: 'samples', private: true, type: 'module', dependencies });
    await project.write('tsconfig.json', { compilerOptions: COMPILER, include: ['src'] });
    await writeFile(path.join(folder, 'preload.mjs'), PRELOAD);
    for (const [name, code] of files) await writeFile(path.join(folder, 'src', name), code);
    await npm(['install', '--prefer-offline', '--ignore-scripts'], folder);
    await project.compile();
    return project;
  }

  /** Names of the installed packages that `filter` lets through. */
  async installed(filter: RegExp): Promise<readonly string[]> {
    const found: string[] = [];
    for (const name of await readdir(path.join(this.folder, 'node_modules'))) {
      if (!name.startsWith('@')) found.push(name);
      else
        for (const part of await readdir(path.join(this.folder, 'node_modules', name))) found.push(`${name}/${part}`);
    }
    return found.filter((name) => filter.test(name)).sort();
  }

  /** Runs a sample to its end. @returns what it printed */
  async run(name: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { PATH = '' } = process.env;
    const options = { cwd: this.folder, env: { PATH, ...environment } };
    return (await run(process.execPath, [this.built(name)], options)).stdout;
  }

  /** Runs one CommonJS test under our Jest. @returns what Jest said of it. Rejects when it fails. */
  async runCommonJsTest(code: string, config: Readonly<Record<string, unknown>>): Promise<string> {
    const rootDir = path.join(this.folder, 'commonjs');
    await mkdir(rootDir);
    await this.write('commonjs/package.json', { type: 'commonjs', jest: { ...config, testEnvironment: 'node' } });
    await writeFile(path.join(rootDir, 'product.test.js'), code);
    const { PATH = '' } = process.env;
    const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
    return (await run(process.execPath, [jest, '--ci', '--no-cache'], { cwd: rootDir, env: { PATH } })).stderr;
  }

  /** Starts a sample that listens. */
  async start(name: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningSample> {
    const { PATH = '' } = process.env;
    const args = ['--import', './preload.mjs', this.built(name)];
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { PATH, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.push(child);
    return RunningSample.of(child);
  }

  /** Ends what is still running and removes the folder. */
  async remove(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private built(name: string): string {
    return path.join('dist', name.replace(/\.ts$/, '.js'));
  }

  private async compile(): Promise<void> {
    const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    try {
      await run(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: this.folder });
    } catch (error) {
      throw new Error(`The samples do not compile:\n${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
    }
  }

  private write(file: string, content: unknown): Promise<void> {
    return writeFile(path.join(this.folder, file), JSON.stringify(content, null, 2));
  }
}

/** A sample that listens, with everything that it has printed. */
export class RunningSample {
  private said = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        this.child.emit('said');
      });
    }
  }

  static async of(child: ChildProcess): Promise<RunningSample> {
    const sample = new RunningSample(child);
    await sample.says(/listening on \d+/);
    return sample;
  }

  get output(): string {
    return this.said;
  }

  get url(): string {
    return `http://127.0.0.1:${/listening on (\d+)/.exec(this.said)?.[1] ?? ''}`;
  }

  /** Resolves when the sample has printed this; fails when it ends before, or takes longer than ten seconds. */
  async says(text: RegExp): Promise<void> {
    const deadline = AbortSignal.timeout(60_000);
    while (!text.test(this.said)) {
      if (this.child.exitCode !== null || deadline.aborted) {
        throw new Error(`The sample did not say ${String(text)}. It said:\n${this.said}`);
      }
      await new Promise<void>((resolve) => {
        const done = (): void => {
          for (const event of ['said', 'exit']) this.child.off(event, done);
          deadline.removeEventListener('abort', done);
          resolve();
        };
        for (const event of ['said', 'exit']) this.child.once(event, done);
        deadline.addEventListener('abort', done);
      });
    }
  }
}
