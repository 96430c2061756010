import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { ChartProps } from './chart.js';

const LoadedOutcome = lazy(async () => ({ default: (await import('./outcome-chart.js')).OutcomeChart }));
const LoadedResponseTime = lazy(async () => ({
  default: (await import('./response-time-chart.js')).ResponseTimeChart,
}));

/** Before there are figures, their place is kept. */
type AwaitedProps = Partial<ChartProps> & Pick<ChartProps, 'range'>;

/** Charts come after the page: their library is larger than all the rest. */
export function OutcomeChart({ stats, height = 220, range }: AwaitedProps) {
  const waiting = <Skeleton height={height} aria-label="Loading the chart" />;
  if (!stats) return waiting;
  return (
    <Suspense fallback={waiting}>
      <LoadedOutcome stats={stats} height={height} range={range} />
    </Suspense>
  );
}

export function ResponseTimeChart({ stats, height = 220, range }: AwaitedProps) {
  const waiting = <Skeleton height={height} aria-label="Loading the chart" />;
  if (!stats) return waiting;
  return (
    <Suspense fallback={waiting}>
      <LoadedResponseTime stats={stats} height={height} range={range} />
    </Suspense>
  );
}
