#!/usr/bin/env node
/**
 * The types, and the lint rules that ask for types, on one program: what the compiler has found out about a file is still
 * known when a rule asks. `tsc` and `eslint .` one after the other find out all of it twice, with the same result.
 */
import './lib/node-version.mjs';
import { ESLint } from 'eslint';
import path from 'node:path';
import ts from 'typescript';
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

const programs = [programOf('tsconfig.json'), programOf('libs/console/app/tsconfig.json')];
const wrong = programs.flatMap((program) => ts.getPreEmitDiagnostics(program));
if (wrong.length > 0) process.stdout.write(`${ts.formatDiagnostics(wrong, format)}\n`);

const eslint = linter(...programs);
const results = await eslint.lintFiles(['.']);
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));

process.exitCode = wrong.length > 0 || results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
