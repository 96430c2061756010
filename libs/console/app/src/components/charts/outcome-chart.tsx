import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { Range } from '../../api/stats.js';
import type { Stats } from '../../api/types.js';
import { formatCompact, formatCount } from '../../lib/format.js';
import { bucketLabel } from './bucket-label.js';
import classes from './charts.module.css';

interface ChartProps {
  readonly stats: Stats;
  readonly range: Range;
  readonly height?: number;
}

const SERIES = [
  { name: 'success', label: 'Succeeded', color: 'var(--ph-success)' },
  { name: 'failed', label: 'Failed', color: 'var(--ph-failed)' },
  { name: 'skipped', label: 'Skipped', color: 'var(--ph-skipped)' },
];

/** Deliveries over time by how they ended. */
export function OutcomeChart({ stats, range, height = 220 }: ChartProps) {
  const { success, failed, skipped } = stats.totals;
  const data = stats.buckets.map((bucket) => ({ ...bucket, start: bucketLabel(bucket.start, range) }));
  return (
    <figure
      className={classes.chart}
      aria-label={`Deliveries over time: ${success} succeeded, ${failed} failed, ${skipped} skipped`}
    >
      <BarChart
        h={height}
        data={data}
        dataKey="start"
        type="stacked"
        series={SERIES}
        withLegend
        legendProps={{ verticalAlign: 'bottom', height: 34 }}
        tickLine="none"
        gridAxis="x"
        gridColor="var(--ph-line)"
        strokeDasharray="0"
        valueFormatter={formatCount}
        xAxisProps={{ minTickGap: 40 }}
        yAxisProps={{ width: 44, tickFormatter: formatCompact, allowDecimals: false }}
        barProps={{ isAnimationActive: false, maxBarSize: 26 }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
