import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import type { Range } from '../../api/stats.js';
import type { Stats } from '../../api/types.js';
import { formatMilliseconds } from '../../lib/format.js';
import { bucketLabel } from './bucket-label.js';
import classes from './charts.module.css';

interface ChartProps {
  readonly stats: Stats;
  readonly range: Range;
  readonly height?: number;
}

const SERIES = [
  { name: 'p50_ms', label: 'p50', color: 'var(--mantine-color-cobalt-5)' },
  { name: 'p95_ms', label: 'p95', color: 'var(--ph-pending)' },
];

/** How long receivers took to answer: the half, and all but one in twenty. */
export function ResponseTimeChart({ stats, range, height = 220 }: ChartProps) {
  const { p50_ms, p95_ms } = stats.totals;
  const data = stats.buckets.map((bucket) => ({ ...bucket, start: bucketLabel(bucket.start, range) }));
  return (
    <figure
      className={classes.chart}
      aria-label={`Response times: p50 ${formatMilliseconds(p50_ms)}, p95 ${formatMilliseconds(p95_ms)}`}
    >
      <LineChart
        h={height}
        data={data}
        dataKey="start"
        series={SERIES}
        withLegend
        legendProps={{ verticalAlign: 'bottom', height: 34 }}
        tickLine="none"
        gridAxis="x"
        gridColor="var(--ph-line)"
        strokeDasharray="0"
        strokeWidth={1.75}
        withDots={data.filter(({ p50_ms: time }) => time !== null).length < 4}
        connectNulls={false}
        curveType="monotone"
        valueFormatter={formatMilliseconds}
        xAxisProps={{ minTickGap: 40 }}
        yAxisProps={{ width: 56 }}
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
