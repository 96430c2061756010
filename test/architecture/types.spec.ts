import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TYPES = fileURLToPath(new URL('../types/', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../tsconfig.base.json', import.meta.url));

/** What the compiler says about these files: `<file>:<line> TS<code> <text>`. */
function compile(folder: string): string[] {
  const { config } = ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, join(TYPES, '../..'));
  const files = readdirSync(folder).filter((file) => file.endsWith('.types.ts'));
  expect(files.length).toBeGreaterThan(0);
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    { ...options, noEmit: true },
  );
  return files.flatMap((file) => {
    const source = program.getSourceFile(join(folder, file));
    if (source === undefined) throw new Error(`${file} was not compiled`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const { line } = ts.getLineAndCharacterOfPosition(source, diagnostic.start ?? 0);
      return `${file}:${line + 1} TS${diagnostic.code} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
    });
  });
}

describe('the compiler', () => {
  it('accepts what may be published and refuses what may not', () => {
    expect(compile(TYPES)).toEqual([]);
  }, 60_000);

  it('can fail: a wrong field and a refusal that does not happen are both reported', () => {
    const problems = compile(join(TYPES, 'broken'));
    expect(problems).toEqual([expect.stringMatching(/TS2769 .*'emial'/), expect.stringMatching(/TS2578 Unused/)]);
  }, 60_000);
});
