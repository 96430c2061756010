import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TYPES = fileURLToPath(new URL('../types/', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../tsconfig.base.json', import.meta.url));

const BROKEN = join(TYPES, 'broken');

const filesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.types.ts'))
    .map((file) => join(folder, file));

/** One program for all of them: most of its time goes into the packages that they import. */
function programOf(files: string[]): ts.Program {
  const { config } = ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, join(TYPES, '../..'));
  return ts.createProgram(files, { ...options, noEmit: true });
}

/** What the compiler says about the files of a folder: `<file>:<line> TS<code> <text>`. */
function problemsIn(folder: string, program: ts.Program): string[] {
  const files = filesOf(folder);
  expect(files.length).toBeGreaterThan(0);
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} was not compiled`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const { line } = ts.getLineAndCharacterOfPosition(source, diagnostic.start ?? 0);
      const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
      return `${basename(file)}:${line + 1} TS${diagnostic.code} ${text}`;
    });
  });
}

describe('the compiler', () => {
  let program: ts.Program;

  beforeAll(() => {
    program = programOf([...filesOf(TYPES), ...filesOf(BROKEN)]);
  });

  it('accepts what may be published and refuses what may not', () => {
    expect(problemsIn(TYPES, program)).toEqual([]);
  });

  it('can fail: a wrong field and a refusal that does not happen are both reported', () => {
    const problems = problemsIn(BROKEN, program);
    expect(problems).toEqual([expect.stringMatching(/TS2769 .*'emial'/), expect.stringMatching(/TS2578 Unused/)]);
  });
});
