import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from '@swc/core';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const run = promisify(execFile);

/** Whether this machine lets us make a network of our own, from which nothing can leave. */
export function canIsolate(): boolean {
  const tried = spawnSync('unshare', ['-rn', 'sh', '-c', 'ip link set lo up && ip addr add 10.0.0.1/32 dev lo']);
  return tried.status === 0;
}

/**
 * Runs a worker of the tests in a network namespace in which the given addresses are this machine's own, and gives what
 * it printed as JSON. The worker and what it imports are compiled first, because plain Node runs it.
 */
export function runIsolated<Report>(worker: string, addresses: readonly string[]): Promise<Report> {
  return withCompiled(async (folder) => {
    const adds = addresses.map(
      (address) => `ip addr add ${address}/${address.includes(':') ? 128 : 32} dev lo 2>/dev/null`,
    );
    const script = ['ip link set lo up', ...adds, `exec "${process.execPath}" "${join(folder, worker)}"`].join('\n');
    return reportOf<Report>(run('unshare', ['-rn', 'sh', '-c', script], { timeout: 180_000 }));
  });
}

/** Runs a worker in a process of its own, whose environment Node itself reads: that of a test is a copy. */
export function runApart<Report>(worker: string, environment: Readonly<Record<string, string>>): Promise<Report> {
  return withCompiled((folder) =>
    reportOf<Report>(
      run(process.execPath, [join(folder, worker)], { timeout: 180_000, env: { ...process.env, ...environment } }),
    ),
  );
}

async function reportOf<Report>(running: Promise<{ readonly stdout: string }>): Promise<Report> {
  return JSON.parse((await running).stdout) as Report;
}

async function withCompiled<Report>(work: (folder: string) => Promise<Report>): Promise<Report> {
  const folder = join(root, 'node_modules', '.cache', `posthorn-egress-${process.pid}-${randomUUID()}`);
  try {
    for (const part of ['libs/egress/src', 'test/unit/egress/support', 'test/unit/egress/namespace']) {
      await compile(join(root, part), folder);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compile(source: string, target: string): Promise<void> {
  const files = await readdir(source, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))) {
    const from = join(source, file);
    const to = join(target, relative(root, from)).replace(/\.ts$/, '.js');
    const { code } = await transform(await readFile(from, 'utf8'), {
      filename: from,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    await mkdir(dirname(to), { recursive: true });
    // The package's name leads to its sources, which are not what plain Node can load.
    const entry = relative(dirname(to), join(target, 'libs/egress/src/index.js'));
    await writeFile(
      to,
      code.replaceAll("'@posthorn/egress'", `'./${entry}'`).replaceAll('"@posthorn/egress"', `"./${entry}"`),
    );
  }
  await writeFile(join(target, 'package.json'), '{"type":"module"}');
}
