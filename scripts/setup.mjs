#!/usr/bin/env node
import './lib/node-version.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { prepare } from './lib/toolchain.mjs';

await prepare();
await ensureChromium();
