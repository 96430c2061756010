import type { Range } from '../../api/stats.js';
import type { Stats } from '../../api/types.js';
import { bucketLabel } from './bucket-label.js';

export interface ChartProps {
  readonly stats: Stats;
  readonly range: Range;
  readonly height?: number;
}

/** How every chart over time is drawn. */
export const OVER_TIME = {
  dataKey: 'start',
  withLegend: true,
  legendProps: { verticalAlign: 'bottom', height: 34 },
  tickLine: 'none',
  gridAxis: 'x',
  gridColor: 'var(--ph-line)',
  strokeDasharray: '0',
  // Ticks that are as far apart as they look; otherwise the last one is shown and those before it are left out.
  xAxisProps: { minTickGap: 40, interval: 'equidistantPreserveStart' },
} as const;

/** The buckets, each with the label of its beginning. */
export function bucketsOf({ buckets }: Stats, range: Range) {
  return buckets.map((bucket) => ({ ...bucket, start: bucketLabel(bucket.start, range) }));
}
