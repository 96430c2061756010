import ts from 'typescript';
import { escapeCell, notice } from './markdown.mjs';
import { docOf, walk } from './sources.mjs';

const CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/**
 * Every stable error code: members of exported `…Code` unions, `code = '…'` of error classes, the literal given to a
 * parameter called `code`, and objects with `code` and `message`.
 */
export function generate({ checker, files }) {
  const found = new Map();
  const add = (owner, code, { doc, message }) => {
    if (!CODE.test(code)) return;
    const key = `${owner}\n${code}`;
    const entry = found.get(key) ?? { docs: new Set(), messages: new Set() };
    if (doc) entry.docs.add(doc);
    if (message) entry.messages.add(message);
    found.set(key, entry);
  };
  for (const { file, owner } of files) {
    walk(file, (node) => {
      for (const [code, meaning] of codesAt(node, checker)) add(owner, code, meaning);
    });
  }
  const entries = [...found].map(([key, { docs, messages }]) => [
    ...key.split('\n'),
    // What was written for a reader of the code says more than the message of one place that throws it.
    [...(docs.size > 0 ? docs : messages)].sort().join(' / '),
  ]);
  const owners = [...new Set(entries.map(([owner]) => owner))].sort();
  return [
    notice('errors', 'the error classes'),
    '# Error codes',
    '',
    'Codes are stable: branch on them, never on a message. Over HTTP they are the `code` of the problem details, or of one',
    'of its `errors`.',
    ...owners.flatMap((owner) => [
      '',
      `## ${owner}`,
      '',
      '| Code | Meaning |',
      '|---|---|',
      ...entries
        .filter((entry) => entry[0] === owner)
        .sort((one, other) => (one[1] < other[1] ? -1 : 1))
        .map(([, code, meaning]) => `| \`${code}\` | ${escapeCell(meaning)} |`),
    ]),
    '',
  ].join('\n');
}

function codesAt(node, checker) {
  if (ts.isTypeAliasDeclaration(node) && /Code$/.test(node.name.text) && isExported(node)) return ofUnion(node);
  if (ts.isPropertyDeclaration(node) && node.name.getText() === 'code') return ofProperty(node, checker);
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return ofCall(node, checker);
  if (ts.isObjectLiteralExpression(node)) return ofObject(node, checker);
  return [];
}

const isExported = (node) => ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

function ofUnion(node) {
  const members = ts.isUnionTypeNode(node.type) ? node.type.types : [node.type];
  return members
    .filter((member) => ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal))
    .map((member) => [member.literal.text, { doc: commentBefore(member) }]);
}

function commentBefore(node) {
  const text = node.getSourceFile().text;
  // The comment stands before the `|` in front of the member.
  const start = text.lastIndexOf('|', node.getStart());
  const at = start < 0 ? node.pos : start;
  const before = text.slice(0, at).trimEnd();
  if (!before.endsWith('*/')) return '';
  return before
    .slice(before.lastIndexOf('/**') + 3, -2)
    .replaceAll(/\s*\*\s*/g, ' ')
    .trim();
}

function ofProperty(node, checker) {
  if (!node.initializer || !ts.isClassDeclaration(node.parent)) return [];
  return literals(node.initializer, checker).map((code) => [code, { doc: docOf(node.parent, checker) }]);
}

function ofCall(node, checker) {
  // Which signature is called is the costliest question to a compiler: asked where one of the arguments can be a code.
  if (!node.arguments?.some((argument) => literals(argument, checker).some((text) => CODE.test(text)))) return [];
  const signature = checker.getResolvedSignature(node);
  const parameters = signature?.getParameters() ?? [];
  const index = parameters.findIndex(({ name }) => name === 'code');
  const argument = index < 0 ? undefined : node.arguments?.[index];
  if (!argument) return [];
  const owner = ts.findAncestor(node, ts.isClassDeclaration);
  const ownsCode = owner && node.expression.kind === ts.SyntaxKind.SuperKeyword;
  const messageIndex = parameters.findIndex(({ name }) => name === 'message');
  const meaning = ownsCode ? { doc: docOf(owner, checker) } : { message: plainText(node.arguments?.[messageIndex]) };
  return literals(argument, checker).map((code) => [code, meaning]);
}

function ofObject(node, checker) {
  const valueOf = (key) =>
    node.properties.find((property) => ts.isPropertyAssignment(property) && property.name.getText() === key)
      ?.initializer;
  const code = valueOf('code');
  const message = valueOf('message');
  return code && message ? literals(code, checker).map((text) => [text, { message: plainText(message) }]) : [];
}

/** The texts an expression can be, as far as they are written down: literals, choices, and templates of unions. */
function literals(expression, checker) {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) {
    return [...literals(expression.whenTrue, checker), ...literals(expression.whenFalse, checker)];
  }
  if (!ts.isTemplateExpression(expression)) return [];
  let texts = [expression.head.text];
  for (const span of expression.templateSpans) {
    const type = checker.getTypeAtLocation(span.expression);
    const values = (type.isUnion() ? type.types : [type]).filter((member) => member.isStringLiteral());
    texts = texts.flatMap((text) => values.map(({ value }) => text + value + span.literal.text));
  }
  return texts;
}

/** The message as a reader sees it, with `…` for what is only known when it is thrown. */
function plainText(expression) {
  if (!expression) return '';
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (!ts.isTemplateExpression(expression)) return '';
  return expression.head.text + expression.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}
