import ts from 'typescript';
import { escapeCell, notice } from './markdown.mjs';
import { docOf } from './sources.mjs';

/** The option classes: exported classes of `*.options.ts` and `*-config.ts`, whose initialisers are the defaults. */
export function generate({ checker, files }) {
  const classes = files
    .filter(({ name }) => /(\.options|-options|-config)\.ts$/.test(name))
    .flatMap(({ file, owner }) => file.statements.filter(isExportedClass).map((node) => ({ node, owner })));
  const owners = [...new Set(classes.map(({ owner }) => owner))].sort();
  return [
    notice('options', 'the option classes'),
    '# Options',
    '',
    'Every option is a field of a class; the initialiser is the default. `application` is the monolith, whose fields are',
    'set by environment variables.',
    ...owners.flatMap((owner) => [
      '',
      `## ${owner}`,
      ...classes.filter((entry) => entry.owner === owner).flatMap(({ node }) => section(node, checker)),
    ]),
    '',
  ].join('\n');
}

function isExportedClass(node) {
  const exported =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return Boolean(exported) && ts.isClassDeclaration(node) && node.members.some(ts.isPropertyDeclaration);
}

function section(node, checker) {
  const doc = docOf(node, checker);
  return [
    '',
    `### ${node.name.text}`,
    ...(doc ? ['', doc] : []),
    '',
    '| Option | Type | Default | Meaning |',
    '|---|---|---|---|',
    ...node.members.filter(ts.isPropertyDeclaration).map((member) => row(member, checker)),
  ];
}

function row(member, checker) {
  const type = member.type
    ? member.type.getText()
    : checker.typeToString(checker.getTypeAtLocation(member), member, ts.TypeFormatFlags.NoTruncation);
  const value = member.initializer?.getText();
  const cells = [
    `\`${member.name.getText()}\``,
    `\`${type.replaceAll(/\s+/g, ' ')}\``,
    value === undefined ? (member.questionToken ? '' : 'required') : `\`${value.replaceAll(/\s+/g, ' ')}\``,
    docOf(member, checker),
  ];
  return `| ${cells.map(escapeCell).join(' | ')} |`;
}
