import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { formatCompact, formatCount } from '../../lib/format.js';
import { bucketsOf, OVER_TIME, type ChartProps } from './chart.js';
import classes from './charts.module.css';

const SERIES = [
  { name: 'success', label: 'Succeeded', color: 'var(--ph-success)' },
  { name: 'failed', label: 'Failed', color: 'var(--ph-failed)' },
  { name: 'skipped', label: 'Skipped', color: 'var(--ph-skipped)' },
];

/** Deliveries over time by how they ended. */
export function OutcomeChart({ stats, range, height = 220 }: ChartProps) {
  const { success, failed, skipped } = stats.totals;
  const data = bucketsOf(stats, range);
  return (
    <figure
      className={classes.chart}
      aria-label={`Deliveries over time: ${success} succeeded, ${failed} failed, ${skipped} skipped`}
    >
      <BarChart
        {...OVER_TIME}
        h={height}
        data={data}
        type="stacked"
        series={SERIES}
        valueFormatter={formatCount}
        yAxisProps={{ width: 44, tickFormatter: formatCompact, allowDecimals: false }}
        barProps={{ isAnimationActive: false, maxBarSize: 26 }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
