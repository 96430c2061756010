import { SegmentedControl } from '@mantine/core';
import { RANGES, type Range } from '../api/stats.js';
import { oneOf } from '../router/search.js';

const LABELS: Readonly<Record<Range, string>> = { '1h': '1 h', '24h': '24 h', '7d': '7 d', '30d': '30 d' };

/** How far back statistics go. */
export function RangePicker({ value, onChange }: { readonly value: Range; readonly onChange: (range: Range) => void }) {
  return (
    <SegmentedControl
      aria-label="Time range"
      size="xs"
      data={RANGES.map((range) => ({ value: range, label: LABELS[range] }))}
      value={value}
      onChange={(next) => onChange(oneOf(RANGES, next) ?? '24h')}
    />
  );
}
