#!/usr/bin/env node
import './lib/node-version.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/run.mjs';
import { prepare } from './lib/toolchain.mjs';

await prepare();

// The application runs in this very process: signals reach it directly and there is no child to leave behind.
const main = path.join(root, 'dist/src/main.js');
process.argv[1] = main;
process.setSourceMapsEnabled(true);
await import(pathToFileURL(main).href);
