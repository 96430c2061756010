import path from 'node:path';
import ts from 'typescript';
import { root } from '../lib/run.mjs';

/**
 * The type-checked sources of the application and the libs, without their tests.
 * @param {ts.Program} [program] one that has them already, with all that it has found out about them
 * @returns {{ checker: ts.TypeChecker, files: { file: ts.SourceFile, name: string, owner: string }[] }} `owner` is the
 * package of a lib, or `application`
 */
export function readSources(program = ownProgram()) {
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => isShipped(fileName))
    .map((file) => ({ file, name: relative(file.fileName), owner: ownerOf(relative(file.fileName)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { checker: program.getTypeChecker(), files };
}

function ownProgram() {
  const { config, error } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram(fileNames.filter(isShipped), options);
}

const isShipped = (fileName) => /^(src|libs\/[^/]+\/src)\//.test(relative(fileName)) && !/[.-]spec\.ts$/.test(fileName);

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
