#!/usr/bin/env node
/**
 * `npm run audit`: asks the registry for known advisories of what runs in production. Exit 1 when there is one; when the
 * registry cannot be asked that is said and counts as a failure too, unless `--allow-skip` says that it may be skipped.
 */
import './lib/node-version.mjs';
import { run } from './lib/run.mjs';
import { green, red } from './lib/terminal.mjs';
import { command } from './lib/toolchain.mjs';

/** @param {string} output of `npm audit --json`, after whatever npm has warned of */
function reportOf(output) {
  try {
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  } catch {
    return {};
  }
}

await command(async () => {
  const { output } = await run('npm', ['audit', '--omit=dev', '--json', '--loglevel=silent'], {
    shell: process.platform === 'win32',
  });
  const { vulnerabilities, message, error } = reportOf(output);
  if (vulnerabilities === undefined) {
    console.log(red('NOT AUDITED: the registry did not answer the question for advisories.'));
    console.log(`  ${String(message ?? error?.summary ?? output.trim().split('\n')[0] ?? 'no answer')}`);
    console.log('  Ask where it can be asked, before a release: npm audit --omit=dev');
    return process.argv.includes('--allow-skip') ? 0 : 1;
  }
  const found = Object.values(vulnerabilities);
  for (const { name, severity, range, via } of found) {
    console.log(`${red(severity)} ${name} ${range}`);
    for (const { title, url } of via.filter((cause) => typeof cause === 'object')) console.log(`  ${title}: ${url}`);
  }
  if (found.length === 0) console.log(`${green('✓')} no known advisory for what runs in production`);
  return found.length === 0 ? 0 : 1;
});
