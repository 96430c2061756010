import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';
import { dim, elapsed } from './terminal.mjs';

/** The one without windows first: it does the same with a quarter less work. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
/** The first is a third of the second; not every release of Debian and Ubuntu has it. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];

export const WITHOUT_CHROMIUM =
  'There is no Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to the program.';

/** The system's Chromium, or what `CHROMIUM_PATH` names. @returns {string | undefined} path of the program */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return isProgram(given) ? given : undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return [...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...PLACES].find(isProgram);
}

/** Finds Chromium or installs it where that takes no more than being root; says so when it cannot. Never fails. */
export async function ensureChromium() {
  if (findChromium() !== undefined) return;
  if (process.getuid?.() === 0 && !process.env.CHROMIUM_PATH && (await installed())) return;
  console.log(`${WITHOUT_CHROMIUM} Everything but the browser tests runs without it.`);
}

async function installed() {
  const startedAt = performance.now();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => run('apt-get', args, { env }).catch(() => ({ code: 127, output: '' }));
  if ((await apt(['--version'])).code !== 0) return false;
  console.log('Installing Chromium with apt-get …');
  await apt(['update', '-q']);
  for (const name of PACKAGES) {
    const { code } = await apt(['install', '-q', '-y', '--no-install-recommends', name]);
    if (code !== 0 || findChromium() === undefined) continue;
    console.log(dim(`  installed in ${elapsed(startedAt)}`));
    return true;
  }
  return false;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
