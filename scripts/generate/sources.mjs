import path from 'node:path';
import ts from 'typescript';
import { root } from '../lib/run.mjs';

/**
 * The type-checked sources of the application and the libs, without their tests.
 * @returns {{ checker: ts.TypeChecker, files: { file: ts.SourceFile, name: string, owner: string }[] }} `owner` is the
 * package of a lib, or `application`
 */
export function readSources() {
  const { config, error } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const shipped = fileNames.filter((name) => /^(src|libs)\//.test(relative(name)) && !/[.-]spec\.ts$/.test(name));
  const program = ts.createProgram(shipped, options);
  const files = program
    .getSourceFiles()
    .filter((file) => shipped.includes(file.fileName))
    .map((file) => ({ file, name: relative(file.fileName), owner: ownerOf(relative(file.fileName)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { checker: program.getTypeChecker(), files };
}

const relative = (fileName) => path.relative(root, fileName).replaceAll(path.sep, '/');

function ownerOf(name) {
  const lib = /^libs\/([^/]+)\//.exec(name)?.[1];
  if (!lib) return 'application';
  return lib === 'posthorn' ? lib : `@posthorn/${lib}`;
}

/** The text of a doc comment, links and tags left out. */
export function docOf(node, checker) {
  const symbol = node.name ? checker.getSymbolAtLocation(node.name) : undefined;
  return symbol ? ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ').trim() : '';
}

/** Calls `visit` for the node and everything below it. */
export function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
