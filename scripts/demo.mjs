#!/usr/bin/env node
import './lib/node-version.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/run.mjs';
import { prepare } from './lib/toolchain.mjs';

await prepare();

const { main } = await import(pathToFileURL(path.join(root, 'dist/src/demo/main.js')).href);
process.exitCode = await main({ root, once: process.argv.includes('--once') });
