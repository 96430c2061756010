import { goalOf, metOf, ratioOf, valueOf } from './figures.js';
import type { ScenarioResult } from './results.js';

const HEAD = ['', 'median', 'compared with', 'goal', ''];

/** The rows of a scenario as lines of text, in columns. */
export function tableText(result: ScenarioResult): string {
  const lines = [
    HEAD,
    ...result.rows.map((row) => [row.subject, valueOf(row), ratioOf(row), goalOf(row.goal, row.unit), metOf(row)]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

/** How many goals were met, and which were not. */
export function summaryText(results: readonly ScenarioResult[]): string {
  const judged = results.flatMap(({ name, rows }) =>
    rows.filter(({ met }) => met !== null).map((row) => ({ name, row })),
  );
  const missed = judged.filter(({ row }) => row.met === false);
  const lines = missed.map(
    ({ name, row }) =>
      `  ${name}: ${row.subject}: ${row.goal?.of === 'ratio' ? ratioOf(row) : valueOf(row)} (goal ${goalOf(row.goal, row.unit)})`,
  );
  return [`${judged.length - missed.length} of ${judged.length} goals met`, ...lines].join('\n');
}
