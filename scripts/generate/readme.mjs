import { readFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';
import { root } from '../lib/run.mjs';
import { Failure } from '../lib/toolchain.mjs';

const BLOCK = /(<!-- benchmarks: [^\n]* -->\n)[\s\S]*?(<!-- \/benchmarks -->)/;

/** The README with the comparison of the last benchmark: one row per system. */
export async function generate() {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const report = await readFile(path.join(root, 'docs/reference/benchmarks.md'), 'utf8');
  if (!BLOCK.test(readme)) throw new Failure('README.md has no block for the benchmarks.');
  const content = readme.replace(BLOCK, (_, start, end) => `${start}\n${comparison(report)}\n\n${end}`);
  const file = path.join(root, 'README.md');
  return prettier.format(content, { ...(await prettier.resolveConfig(file)), filepath: file });
}

/** @param report docs/reference/benchmarks.md */
function comparison(report) {
  const [, machine = ''] = /^Machine: (.*)$/m.exec(report) ?? [];
  const [, section] = /^## (Drain:[\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(report) ?? [];
  if (section === undefined) throw new Failure('docs/reference/benchmarks.md has no section "Drain": npm run bench');
  const rows = section.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return line.startsWith('| ') && cells[1] !== '' && !cells[1].startsWith('-') ? [cells] : [];
  });
  const systems = [...new Map(rows.toReversed().map((cells) => [cells[1], cells])).values()].toReversed();
  const [, date = ''] = /^`drain`, (\S+),/m.exec(section) ?? [];
  const description = section.split('\n\n')[1].replaceAll('\n', ' ');
  return [
    description,
    '',
    '| System | Median | Range |',
    '|---|---|---|',
    ...systems.map(([, name, median, range]) => `| ${name} | ${median} | ${range} |`),
    '',
    `Measured on ${date} beside each other: ${machine}`,
  ].join('\n');
}
