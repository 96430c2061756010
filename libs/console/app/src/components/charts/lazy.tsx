import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { OutcomeChart as Outcome } from './outcome-chart.js';
import type { ResponseTimeChart as ResponseTime } from './response-time-chart.js';

const LoadedOutcome = lazy(async () => ({ default: (await import('./outcome-chart.js')).OutcomeChart }));
const LoadedResponseTime = lazy(async () => ({
  default: (await import('./response-time-chart.js')).ResponseTimeChart,
}));

type ChartProps = Partial<Parameters<typeof Outcome>[0]> & Pick<Parameters<typeof Outcome>[0], 'range'>;

/** Charts come after the page: their library is larger than all the rest. */
export function OutcomeChart({ stats, height = 220, range }: ChartProps) {
  const waiting = <Skeleton height={height} aria-label="Loading the chart" />;
  if (!stats) return waiting;
  return (
    <Suspense fallback={waiting}>
      <LoadedOutcome stats={stats} height={height} range={range} />
    </Suspense>
  );
}

export function ResponseTimeChart({
  stats,
  height = 220,
  range,
}: Partial<Parameters<typeof ResponseTime>[0]> & ChartProps) {
  const waiting = <Skeleton height={height} aria-label="Loading the chart" />;
  if (!stats) return waiting;
  return (
    <Suspense fallback={waiting}>
      <LoadedResponseTime stats={stats} height={height} range={range} />
    </Suspense>
  );
}
