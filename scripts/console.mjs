#!/usr/bin/env node
// `npm run build:console`: the console's app, built anew into libs/console/public.
import './lib/node-version.mjs';
import { ensureConsole } from './lib/console.mjs';
import { command, ensureInstalled } from './lib/toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  return (await ensureConsole({ force: true })) ? 0 : 1;
});
