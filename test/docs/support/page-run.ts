import { spawnSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/index.js';
import { ROOT } from '../../support/command-line.js';
import { jsonDifference, missingLine } from './compare-output.js';
import { DOCS_KEY, freePort, type DocsApplication } from './docs-application.js';
import { notRun, READ_ONLY } from './not-run.js';
import { placeOf, type Page, type Sample } from './pages.js';
import { Background, Modules, Shell } from './processes.js';
import { writeShims } from './shims.js';

/** A file that the compiler shall look at. */
export interface CompiledFile {
  readonly path: string;
  readonly surroundings?: string;
  readonly sample: Sample;
}

/** What the programs of samples may call on, at the ports that the docs name. */
export interface Neighbours {
  readonly application: DocsApplication;
  /** Answers 200 to everything; stands for the reader's receiver on port 4000. */
  readonly receiverPort: number;
}

/** What stands for 3000 (the application), 4000 and 4001 (receivers) of the docs. */
interface Ports {
  readonly app: number;
  readonly receiver: number;
  readonly second: number;
}

const EXTENSIONS: Readonly<Record<string, string>> = { ts: '.ts', js: '.js', python: '.py' };
/** A file that other samples import; those with `run` are programs. */
const isModule = ({ language, attributes }: Sample): boolean =>
  ['ts', 'js'].includes(language) && 'file' in attributes && !('run' in attributes);

const SURROUNDINGS = path.join(ROOT, 'test/docs/surroundings');

/**
 * One page, executed from its top to its end in a folder of its own, as a reader would: its files are there from the
 * start, commands share one terminal, programs one process.
 */
export class PageRun {
  readonly folder: string;
  readonly compiled: CompiledFile[] = [];
  private readonly files = new Map<Sample, string>();
  private readonly ports: Ports;
  private readonly stops: (() => Promise<void>)[] = [];
  private ownDatabase: TestDatabase | undefined;
  private shell: Shell | undefined;
  private modules: Modules | undefined;
  private printed: string | undefined;

  private constructor(
    readonly page: Page,
    root: string,
    private readonly neighbours: Neighbours,
    ports: Ports,
  ) {
    this.folder = path.join(root, page.file.replaceAll(/[^A-Za-z0-9]+/g, '-'));
    this.ports = ports;
  }

  /** Writes the page's files; nothing is run yet. */
  static async prepare(page: Page, root: string, neighbours: Neighbours): Promise<PageRun> {
    const programs = page.samples.filter(({ language }) => language in EXTENSIONS).map(({ text }) => text);
    const serves = (port: number): boolean => programs.some((text) => new RegExp(`\\b${port}\\b`).test(text));
    const run = new PageRun(page, root, neighbours, {
      app: serves(3000) ? await freePort() : neighbours.application.port,
      receiver: serves(4000) ? await freePort() : neighbours.receiverPort,
      second: await freePort(),
    });
    await run.write();
    return run;
  }

  private async write(): Promise<void> {
    await mkdir(path.join(this.folder, '.posthorn'), { recursive: true });
    await writeFile(path.join(this.folder, '.posthorn/admin-token'), this.neighbours.application.token);
    await writeFile(
      path.join(this.folder, 'package.json'),
      '{ "name": "docs-page", "private": true, "type": "module" }',
    );
    await symlink(path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules'));
    await writeShims(path.join(this.folder, 'bin'));
    for (const [index, sample] of this.page.samples.entries()) {
      const { file = this.nameOf(sample, index), in: surroundings } = sample.attributes;
      if (file === undefined || notRun(sample) !== undefined || 'verify' in sample.attributes) continue;
      const target = path.join(this.folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, this.adapted(sample.text));
      this.files.set(sample, target);
      if (!file.endsWith('.ts')) continue;
      const from = surroundings === undefined ? {} : { surroundings: await this.surroundingsOf(surroundings) };
      this.compiled.push({ path: target, ...from, sample });
    }
  }

  private nameOf({ language }: Sample, index: number): string | undefined {
    const extension = EXTENSIONS[language];
    return extension === undefined ? undefined : `samples/sample-${index + 1}${extension}`;
  }

  private async surroundingsOf(name: string): Promise<string> {
    const target = path.join(this.folder, 'surroundings', `${name}.ts`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, this.adapted(await readFile(path.join(SURROUNDINGS, `${name}.ts`), 'utf8')));
    return target;
  }

  /** The ports of the docs become those that are free here. */
  private adapted(text: string): string {
    const { app, receiver, second } = this.ports;
    const real: Readonly<Record<string, number>> = { 3000: app, 4000: receiver, 4001: second };
    return text.replaceAll(/\b(3000|4000|4001)\b/g, (port) => String(real[port]));
  }

  /** @throws Error that names the sample */
  async execute(): Promise<void> {
    try {
      for (const sample of this.page.samples) await this.named(sample, () => this.executeSample(sample));
      // What nothing has imported would not have been run at all.
      for (const sample of this.page.samples.filter(isModule)) await this.named(sample, () => this.import(sample));
    } finally {
      for (const stop of this.stops.reverse()) await stop();
      await this.ownDatabase?.drop();
    }
  }

  /** @throws Error that names the sample */
  private async named(sample: Sample, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`${placeOf(sample)}: ${message}`, { cause: error });
    }
  }

  private async executeSample(sample: Sample): Promise<void> {
    const { language, attributes, text } = sample;
    if (notRun(sample) !== undefined || 'verify' in attributes) return;
    switch (language) {
      case 'sh':
        this.printed = await (await this.terminal()).run(this.adapted(text), Number(attributes['exit'] ?? 0));
        return;
      case 'ts':
      case 'js':
        // A module of the page's application runs when something imports it.
        if (!isModule(sample)) await this.import(sample);
        return;
      case 'python':
        return this.runPython(sample);
      case 'sql':
        return this.runSql(text);
      case 'json':
        this.checkJson(this.adapted(text), 'answer' in attributes);
        return;
      case 'yaml':
        return this.checkYaml(text);
      default:
        if (!(language in READ_ONLY)) throw new Error(`Nothing executes samples in "${language}".`);
        if ('output' in attributes) this.checkOutput(this.adapted(text));
    }
  }

  private checkOutput(shown: string): void {
    const missing = missingLine(shown, this.printed ?? '');
    if (missing !== undefined) throw new Error(`The output has no line "${missing}". It was:\n${this.printed}`);
  }

  private async import(sample: Sample): Promise<void> {
    const { check, in: surroundings } = sample.attributes;
    const source = this.files.get(sample) ?? '';
    const host = surroundings && path.join(this.folder, 'surroundings', `${surroundings}.js`);
    if (this.modules === undefined) {
      const modules = new Modules(await this.around());
      this.stops.push(() => modules.stop());
      this.modules = modules;
    }
    this.printed = await this.modules.run(source.replace(/\.ts$/, '.js'), host, check);
  }

  private async runPython(sample: Sample): Promise<void> {
    const file = this.files.get(sample) ?? '';
    const { needs } = sample.attributes;
    if (needs !== undefined && spawnSync('python3', ['-c', `import ${needs}`]).status !== 0) {
      process.stderr.write(`There is no ${needs} for python3 here: ${placeOf(sample)} is not run.\n`);
      return;
    }
    if (!('background' in sample.attributes)) {
      this.printed = await (await this.terminal()).run(`python3 ${file}`, 0);
      return;
    }
    const server = new Background(['python3', file], await this.around());
    this.stops.push(() => server.stop());
    await server.listening(`http://127.0.0.1:${this.ports[sample.text.includes('4001') ? 'second' : 'receiver']}`);
  }

  private async runSql(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: await this.databaseUrl() });
    await client.connect();
    try {
      const answers = [await client.query(text)].flat();
      this.printed = answers.map(({ rows }) => JSON.stringify(rows)).join('\n');
    } finally {
      await client.end();
    }
  }

  private checkJson(text: string, isAnswer: boolean): void {
    const shown: unknown = JSON.parse(text);
    if (!isAnswer) return;
    const difference = jsonDifference(shown, JSON.parse(this.printed ?? '') as unknown);
    if (difference !== undefined) throw new Error(`The answer differs: ${difference}. It was:\n${this.printed}`);
  }

  private async checkYaml(text: string): Promise<void> {
    const { parse } = await import('yaml');
    parse(text);
  }

  private async terminal(): Promise<Shell> {
    if (this.shell === undefined) {
      const shell = new Shell(await this.around());
      this.stops.push(() => shell.stop());
      this.shell = shell;
    }
    return this.shell;
  }

  private async around(): Promise<{ folder: string; environment: Record<string, string> }> {
    const { PATH = '', HOME = '' } = process.env;
    const environment = {
      PATH: `${path.join(this.folder, 'bin')}:${PATH}`,
      HOME,
      NO_COLOR: '1',
      DATABASE_URL: await this.databaseUrl(),
      POSTHORN_URL: `http://127.0.0.1:${this.ports.app}/v1`,
      POSTHORN_ENCRYPTION_KEYS: DOCS_KEY,
      POSTHORN_KEY: DOCS_KEY,
      POSTHORN_EGRESS_ALLOW: '127.0.0.1/32',
      WEBHOOK_SECRET: 'whsec_ZG9jcy1zYW1wbGUtc2VjcmV0LW9mLTMyLWJ5dGVzIQ==',
    };
    return { folder: this.folder, environment };
  }

  /** A page with a host of its own has a database of its own; the others look at the application's. */
  private async databaseUrl(): Promise<string> {
    const asks = this.page.samples.some(({ attributes }) => 'own-database' in attributes);
    if (!asks && this.ports.app === this.neighbours.application.port) return this.neighbours.application.database.url;
    this.ownDatabase ??= await createTestDatabase({ migrate: false });
    return this.ownDatabase.url;
  }
}
