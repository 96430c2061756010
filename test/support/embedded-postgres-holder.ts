import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// Holds the server until a line arrives; ignores Ctrl-C as an application does that stops in its own time.
const PROGRAM = `
import { startEmbeddedPostgres } from './embedded-postgres/index.js';
process.on('SIGINT', () => undefined);
const lines = [];
try {
  const server = await startEmbeddedPostgres({ directory: process.argv[2], log: (line) => lines.push(line) });
  process.stdout.write(JSON.stringify({ url: server.url, data: server.dataDirectory, lines }) + '\\n');
  process.stdin.once('data', async () => {
    await server.stop();
    process.exit(0);
  });
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error.code ?? 'none', message: error.message }) + '\\n');
  process.exit(1);
}
`;

/** What a holder says when its server is up, or when it failed. */
export interface HolderReport {
  readonly url: string;
  readonly data: string;
  readonly lines: readonly string[];
  readonly code?: string;
  readonly message?: string;
}

/** A process of its own that holds the embedded PostgreSQL of a folder. */
export interface Holder {
  readonly process: ChildProcess;
  readonly report: Promise<HolderReport>;
  /** Lets it stop cleanly; resolves when it has exited. */
  stop(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
}

/** The compiled module in a folder of its own, so that real processes can run it. */
export class HolderProgram {
  private readonly holders: Holder[] = [];

  /**
   * @param stateHome where programs and data go that the server cannot reach elsewhere
   * @param packages 'linked' uses the checkout's node_modules; 'copied' brings the needed ones along
   */
  constructor(
    readonly folder: string,
    readonly stateHome: string,
    packages: 'linked' | 'copied' = 'linked',
  ) {
    const source = join(ROOT, 'src', 'embedded-postgres');
    mkdirSync(join(folder, 'embedded-postgres'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'holder.js'), PROGRAM);
    for (const file of readdirSync(source).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))) {
      const { code } = transformFileSync(join(source, file), {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      });
      writeFileSync(join(folder, 'embedded-postgres', `${basename(file, '.ts')}.js`), code);
    }
    if (packages === 'linked') symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    else copyPackages(join(folder, 'node_modules'));
  }

  start(directory: string): Holder {
    const child = spawn(process.execPath, [join(this.folder, 'holder.js'), directory], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Nothing of a test stays in the machine's own state directory.
      env: { ...process.env, XDG_STATE_HOME: this.stateHome },
      detached: true, // a process group of its own, as a terminal gives
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const report = new Promise<HolderReport>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as HolderReport));
      child.once('exit', () => reject(new Error('the holder ended without a report')));
    });
    report.catch(() => undefined);
    const holder: Holder = {
      process: child,
      report,
      stop: async () => {
        child.stdin.write('stop\n');
        await exited;
      },
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
      },
    };
    this.holders.push(holder);
    return holder;
  }

  /** Ends what is still running and removes the folder. */
  async remove(): Promise<void> {
    for (const { process: child, kill } of this.holders)
      if (child.exitCode === null && child.signalCode === null) await kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function copyPackages(target: string): void {
  const names = readdirSync(join(ROOT, 'node_modules')).filter((name) =>
    /^(pg|postgres)(-|$)|^pgpass$|^split2$|^xtend$/.test(name),
  );
  for (const name of [...names, 'embedded-postgres', '@embedded-postgres', 'async-exit-hook']) {
    cpSync(join(ROOT, 'node_modules', name), join(target, name), { recursive: true, verbatimSymlinks: true });
  }
}
