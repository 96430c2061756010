#!/usr/bin/env node
import './lib/node-version.mjs';
import { prepare } from './lib/toolchain.mjs';

await prepare();
