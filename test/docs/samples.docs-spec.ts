import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/command-line.js';
import { DocsApplication } from './support/docs-application.js';
import { NOT_RUN, RUN_ELSEWHERE } from './support/not-run.js';
import { PageRun } from './support/page-run.js';
import { placeOf, samplePages } from './support/pages.js';

const AT_A_TIME = 2;
/** `DOCS_PAGE=embed npm run jest -- test/docs` for whoever writes one. */
const { DOCS_PAGE = '' } = process.env;
const all = await samplePages();
const pages = all.filter(({ file }) => !(file in RUN_ELSEWHERE) && file.includes(DOCS_PAGE));

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** One run of the compiler for all pages: most of its time goes into what they all import. */
async function compile(root: string, runs: readonly PageRun[]): Promise<readonly Problem[]> {
  const program = fileURLToPath(new URL('support/compile-samples.mjs', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const files = runs.flatMap(({ compiled }) => compiled.map((file) => ({ ...file, sample: undefined })));
  child.stdin.end(JSON.stringify({ root, files }));
  return JSON.parse(await text(child.stdout)) as Problem[];
}

/** Runs work in its order, so many pieces at a time. */
function atMost(limit: number): (work: () => Promise<void>) => Promise<void> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

describe('the samples of the docs do what the pages say', () => {
  let root: string | undefined;
  let application: DocsApplication | undefined;
  let receiver: Server | undefined;
  let problems: readonly Problem[] = [];
  const runs = new Map<string, PageRun>();
  const results = new Map<string, Promise<void>>();

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-docs-'));
    root = folder;
    const thankful = createServer((request, response) => {
      request.resume().on('end', () => response.end());
    });
    receiver = thankful;
    await new Promise<void>((resolve) => thankful.listen(0, '127.0.0.1', resolve));
    application = await DocsApplication.start();
    const neighbours = { application, receiverPort: (thankful.address() as AddressInfo).port };
    for (const page of pages) runs.set(page.file, await PageRun.prepare(page, folder, neighbours));
    problems = await compile(folder, [...runs.values()]);
    // Each test below waits for its own page.
    const inTurn = atMost(AT_A_TIME);
    for (const [file, run] of runs) {
      const done = inTurn(() => run.execute());
      done.catch(() => undefined);
      results.set(file, done);
    }
  });

  afterAll(async () => {
    await Promise.allSettled(results.values());
    await application?.stop();
    receiver?.closeAllConnections();
    receiver?.close();
    if (root !== undefined) await rm(root, { recursive: true, force: true });
  });

  it.each(pages.filter(({ samples }) => samples.length > 0).map(({ file }) => file))('%s', async (file) => {
    const found = problems.flatMap((problem) => {
      const at = runs.get(file)?.compiled.find(({ path: compiled }) => compiled === problem.file);
      return at === undefined ? [] : [`${file}:${at.sample.line + problem.line}: ${problem.message}`];
    });
    expect(found).toEqual([]);
    await results.get(file);
  });

  it('every other file that they need compiles', () => {
    const ofSamples = new Set([...runs.values()].flatMap(({ compiled }) => compiled.map((file) => file.path)));
    expect(problems.filter(({ file }) => !ofSamples.has(file))).toEqual([]);
  });
});

describe('samples that are not executed', () => {
  it('are all listed, each with a reason that holds', async () => {
    for (const { page, line, elsewhere } of NOT_RUN) {
      const samples = all.find(({ file }) => file === page)?.samples ?? [];
      const found = samples.filter((sample) => sample.text.split('\n').includes(line));
      expect(`${page}: ${found.length} samples with: ${line}`).toBe(`${page}: 1 samples with: ${line}`);
      if (elsewhere === undefined) continue;
      expect(existsSync(path.join(ROOT, elsewhere.test))).toBe(true);
      expect(await readFile(path.join(ROOT, elsewhere.test), 'utf8')).toContain(elsewhere.holds);
    }
  });

  it.each(Object.entries(RUN_ELSEWHERE))('%s is executed by %s', async (page, test) => {
    expect(all.map(({ file }) => file)).toContain(page);
    expect(await readFile(path.join(ROOT, test), 'utf8')).toContain(page);
  });

  it('have a language, except pictures', () => {
    const without = all.flatMap(({ samples }) => samples).filter(({ language }) => language === '');
    expect(without.filter((sample) => !/[─│▼►]/.test(sample.text)).map(placeOf)).toEqual([]);
  });
});
