#!/usr/bin/env node
// `npm run test:hosts`: every host of test/hosts, each installed from the packed libs with plain npm. `npm test` runs two.
import './lib/node-version.mjs';
import { runNode } from './lib/run.mjs';
import { command, ensureBuilt, ensureInstalled } from './lib/toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  if (!(await ensureBuilt())) return 1;
  const { code } = await runNode(
    [
      ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
      ...process.argv.slice(2),
      ...['--selectProjects', 'hosts', '--maxWorkers=2'],
    ],
    { live: true, env: { ...process.env, POSTHORN_ALL_HOSTS: '1' } },
  );
  return code;
});
