#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Plain JavaScript that is there before anything is built, so that npm can link it and it can say what is missing.
const program = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    'posthorn is not built yet: run `npm run build` in its repository, then the same command again.\n',
  );
  process.exitCode = 1;
}
