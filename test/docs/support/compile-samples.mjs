/**
 * Compiles every TypeScript sample of all pages as one strict program, as an application of a user would be, and writes
 * the JavaScript beside them. Reads from standard input, and answers with what the compiler said of each file.
 *
 * A sample that stands `in` surroundings may use what those export without importing it, as a fragment does.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import ts from 'typescript';

/** @type {{ root: string, files: readonly { path: string, surroundings?: string }[] }} */
const { root, files } = JSON.parse(await text(process.stdin));

for (const { path: file, surroundings } of files) {
  if (surroundings !== undefined) writeFileSync(file, withImports(file, surroundings));
}

const options = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  rootDir: root,
};
const program = ts.createProgram(
  files.map((file) => file.path),
  options,
  ts.createCompilerHost(options),
);
const problems = ts.getPreEmitDiagnostics(program).map((diagnostic) => ({
  file: diagnostic.file?.fileName ?? '',
  line: diagnostic.file ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1 : 0,
  message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
}));
program.emit();
process.stdout.write(JSON.stringify(problems));

/** In front of the first line, so that the lines of the sample keep their numbers. */
function withImports(file, surroundings) {
  const content = readFileSync(file, 'utf8');
  const offered = exportsOf(surroundings);
  const used = namesIn(content);
  const needed = [...offered].filter((name) => used.mentioned.has(name) && !used.declared.has(name));
  if (needed.length === 0) return content;
  const from = path.relative(path.dirname(file), surroundings).replaceAll(path.sep, '/').replace(/\.ts$/, '.js');
  return `import { ${needed.join(', ')} } from '${from.startsWith('.') ? from : `./${from}`}'; ${content}`;
}

function parse(file, content) {
  return ts.createSourceFile(file, content, ts.ScriptTarget.ES2023, true);
}

function exportsOf(file) {
  const names = new Set();
  for (const statement of parse(file, readFileSync(file, 'utf8')).statements) {
    const exported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false;
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const { name } of statement.exportClause.elements) names.add(name.text);
    } else if (exported && ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text);
    } else if (exported && statement.name) names.add(statement.name.text);
  }
  return names;
}

function namesIn(content) {
  const source = parse('sample.ts', content);
  const declared = new Set();
  const mentioned = new Set();
  const bind = (name) => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name);
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      if (clause?.name) declared.add(clause.name.text);
      const bindings = clause?.namedBindings;
      if (bindings && ts.isNamedImports(bindings)) for (const { name } of bindings.elements) declared.add(name.text);
      else if (bindings) declared.add(bindings.name.text);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) bind(name);
    } else if (statement.name && ts.isIdentifier(statement.name)) declared.add(statement.name.text);
  }
  const visit = (node) => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { declared, mentioned };
}
