#!/usr/bin/env node
// `npm test`: the checks, then every test. `npm test -- <jest arguments>` runs only the tests that those select.
import './lib/node-version.mjs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { checks, startChecks } from './lib/checks.mjs';
import { findChromium, WITHOUT_CHROMIUM } from './lib/chromium.mjs';
import { ensureConsole } from './lib/console.mjs';
import { runNode } from './lib/run.mjs';
import { bold, red } from './lib/terminal.mjs';
import { command, ensureBuilt, ensureInstalled } from './lib/toolchain.mjs';

const selection = process.argv.slice(2);

await command(async () => {
  await ensureInstalled();
  // A selected run may go on with an older build: most tests compile their sources themselves.
  const building = ensureBuilt().then(async (done) => done && (await ensureConsole()));
  // The import rules are not asked twice: test/architecture/imports.spec.ts holds the whole tree to them.
  const beside = checks.filter(({ name }) => name !== 'imports');
  const checking = startChecks(selection.length > 0 ? [] : beside, building);
  const built = await building;
  // The longest check goes on beside the first tests: the core that it leaves free would have nothing to do.
  await checking.spare;
  console.log(bold('tests'));
  const tested = await runTests();
  const checked = await checking.finish();
  const passed = checked.passed + tested.passed;
  const failed = checked.failed + tested.failed + (built ? 0 : 1);
  tellOfBrowser();
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});

/** Without Chromium the browser tests are left out, as on a machine where nobody may install one. That is said. */
function tellOfBrowser() {
  if (selection.length > 0 || findChromium() !== undefined) return;
  console.log(red(`The browser tests did not run. ${WITHOUT_CHROMIUM}`));
}

/** Runs jest; a run that ends without a result, or fails without a failing test, counts as one failure. */
async function runTests() {
  const directory = await mkdtemp(path.join(tmpdir(), 'posthorn-result-'));
  const resultFile = path.join(directory, 'result.json');
  try {
    const { code } = await runNode(
      [
        ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
        // One more than there are cores: a third of the time of most tests is waiting, for a database or a browser.
        `--maxWorkers=${Math.max(2, availableParallelism() + 1)}`,
        ...['--json', `--outputFile=${resultFile}`, '--silent=false'],
        ...selection,
      ],
      { live: true },
    );
    const result = JSON.parse(await readFile(resultFile, 'utf8').catch(() => '{}'));
    const failed = (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0);
    return { passed: result.numPassedTests ?? 0, failed: code === 0 ? failed : Math.max(1, failed) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
