#!/usr/bin/env node
/**
 * The types, the lint rules that ask for types, and the references that are made from them, on one program: what the
 * compiler has found out about a file is still known when a rule asks. `tsc`, `eslint .` and `generate --check` one after
 * the other find out all of it three times, with the same result.
 */
import './lib/node-version.mjs';
import { ESLint } from 'eslint';
import path from 'node:path';
import ts from 'typescript';
import { generators, runGenerators } from './generate/generators.mjs';
import { readSources } from './generate/sources.mjs';
import { root } from './lib/run.mjs';

const format = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

/** Reads a tsconfig and everything that belongs to it. @returns {ts.Program} */
function programOf(config) {
  const onUnRecoverableConfigFileDiagnostic = (diagnostic) => {
    throw new Error(ts.formatDiagnostic(diagnostic, format));
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic };
  const parsed = ts.getParsedCommandLineOfConfigFile(path.join(root, config), { noEmit: true }, host);
  return ts.createProgram({
    rootNames: parsed.fileNames,
    options: parsed.options,
    // Rules walk from a node to its parents.
    host: ts.createCompilerHost(parsed.options, true),
    configFileParsingDiagnostics: parsed.errors,
  });
}

/** As eslint.config.mjs has it, with the programs in place of the files that describe them. */
function linter(sources, consoleApp) {
  const typed = (files, program) => ({
    files,
    languageOptions: { parserOptions: { project: null, programs: [program] } },
  });
  return new ESLint({
    cwd: root,
    overrideConfig: [
      typed(['**/*.ts', '**/*.tsx'], sources),
      typed(['libs/console/app/**/*.ts', 'libs/console/app/**/*.tsx'], consoleApp),
    ],
  });
}

const sources = programOf('tsconfig.json');
const consoleApp = programOf('libs/console/app/tsconfig.json');
const wrong = [sources, consoleApp].flatMap((program) => ts.getPreEmitDiagnostics(program));
if (wrong.length > 0) process.stdout.write(`${ts.formatDiagnostics(wrong, format)}\n`);

const ofSources = generators.filter(({ from }) => from === 'sources');
const outdated = await runGenerators(ofSources, readSources(sources), { check: true });
for (const verdict of outdated) console.log(verdict);

const eslint = linter(sources, consoleApp);
const results = await eslint.lintFiles(['.']);
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));

const refused = results.some(({ errorCount }) => errorCount > 0);
process.exitCode = wrong.length > 0 || outdated.length > 0 || refused ? 1 : 0;
