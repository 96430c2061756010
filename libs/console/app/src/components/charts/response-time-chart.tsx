import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { formatMilliseconds } from '../../lib/format.js';
import { bucketsOf, OVER_TIME, type ChartProps } from './chart.js';
import classes from './charts.module.css';

const SERIES = [
  { name: 'p50_ms', label: 'p50', color: 'var(--mantine-color-cobalt-5)' },
  { name: 'p95_ms', label: 'p95', color: 'var(--ph-pending)' },
];

/** How long receivers took to answer: the half, and all but one in twenty. */
export function ResponseTimeChart({ stats, range, height = 220 }: ChartProps) {
  const { p50_ms, p95_ms } = stats.totals;
  const data = bucketsOf(stats, range);
  return (
    <figure
      className={classes.chart}
      aria-label={`Response times: p50 ${formatMilliseconds(p50_ms)}, p95 ${formatMilliseconds(p95_ms)}`}
    >
      <LineChart
        {...OVER_TIME}
        h={height}
        data={data}
        series={SERIES}
        strokeWidth={1.75}
        withDots={data.filter(({ p50_ms: time }) => time !== null).length < 4}
        connectNulls={false}
        curveType="monotone"
        valueFormatter={formatMilliseconds}
        yAxisProps={{ width: 56 }}
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
