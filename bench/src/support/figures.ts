import type { Goal, Row } from './scenario.js';

/** Three significant digits, thousands with commas. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '—';
  if (!Number.isFinite(value)) return '∞';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  if (size >= 10) return value.toFixed(1);
  return size >= 0.1 || size === 0 ? value.toFixed(2) : value.toPrecision(2);
}

export const valueOf = (row: Row): string => (row.unit === '' ? figure(row.value) : `${figure(row.value)} ${row.unit}`);

export const ratioOf = (row: Row): string =>
  row.ratio === undefined ? '' : `${figure(row.ratio)} × ${row.against ?? ''}`.trim();

export function goalOf(goal: Goal | undefined, unit: string): string {
  if (goal === undefined) return '';
  const sign = goal.least === undefined ? '≤' : '≥';
  const amount = goal.least ?? goal.most ?? Number.NaN;
  return `${sign} ${goal.of === 'ratio' ? `${amount} ×` : `${amount.toLocaleString('en')} ${unit}`.trim()}`;
}

export const metOf = (row: Row): string => (row.met === null ? '' : row.met ? 'met' : 'missed');

/** The lowest and highest round, when there were several. */
export function rangeOf(row: Row): string {
  const rounds = row.rounds ?? [];
  return rounds.length < 2 ? '' : `${figure(Math.min(...rounds))}–${figure(Math.max(...rounds))}`;
}
