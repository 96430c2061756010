import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { npm } from '../hosts/support/packages.js';
import { ROOT } from '../support/command-line.js';

const run = promisify(execFile);
const SOURCE = path.join(ROOT, 'test/receivers/next');
const CACHE = path.join(ROOT, 'node_modules/.cache/posthorn');
const CHECKS = path.join(ROOT, 'test/receivers/checks.mjs');

/**
 * Installs and builds the Next.js receiver, which has 300 MB of packages of its own, once for each state of its
 * sources: it stays in `node_modules/.cache`.
 * @returns its folder, where `server.mjs` serves it
 */
export async function nextProject(): Promise<string> {
  const folder = path.join(CACHE, `next-receiver-${await digest()}`);
  if (await exists(folder)) return folder;
  await removeOlder();
  const begun = `${folder}.${process.pid}`;
  await rm(begun, { recursive: true, force: true });
  await mkdir(path.dirname(begun), { recursive: true });
  await cp(SOURCE, begun, { recursive: true });
  await cp(CHECKS, path.join(begun, 'checks.mjs'));
  await npm(['install', '--ignore-scripts', '--prefer-offline'], begun);
  await build(begun);
  // Two at once: the first one to finish is taken.
  await rename(begun, folder).catch(async (error: unknown) => {
    await rm(begun, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  });
  return folder;
}

/** What other states of the sources have left; not what another process is making at this moment. */
async function removeOlder(): Promise<void> {
  for (const name of await readdir(CACHE).catch(() => []))
    if (/^next-receiver-[0-9a-f]+$/.test(name)) await rm(path.join(CACHE, name), { recursive: true, force: true });
}

async function build(folder: string): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const environment = { PATH, HOME, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const };
  const program = path.join(folder, 'node_modules/next/dist/bin/next');
  try {
    await run(process.execPath, [program, 'build'], { cwd: folder, env: environment });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`next build failed:\n${stdout}${stderr}`, { cause: error });
  }
}

async function digest(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await readdir(SOURCE, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = [CHECKS, ...files.map((file) => path.join(file.parentPath, file.name)).sort()];
  for (const file of paths) hash.update(await readFile(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
