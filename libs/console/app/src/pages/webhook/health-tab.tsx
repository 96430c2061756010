import { Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshOf, statsQuery, type Range } from '../../api/stats.js';
import type { Webhook } from '../../api/types.js';
import { OutcomeChart, ResponseTimeChart } from '../../components/charts/lazy.js';
import { ErrorState } from '../../components/error-state.js';
import { Figures } from '../../components/figures.js';
import { Panel } from '../../components/panel.js';
import { RangePicker } from '../../components/range-picker.js';
import { Time } from '../../components/time.js';
import { formatCount, formatMilliseconds, formatRate } from '../../lib/format.js';
import { useMay } from '../../session/session.js';
import classes from './webhook.module.css';

/** How the endpoint is doing, now and over a while. */
export function HealthTab({ webhook }: { readonly webhook: Webhook }) {
  return (
    <Stack gap="lg">
      <Figures
        figures={[
          { label: 'Last success', value: <Time value={webhook.last_success_at} none="never" /> },
          { label: 'Last failure', value: <Time value={webhook.last_failure_at} none="never" /> },
          {
            label: 'Failures in a row',
            value: formatCount(webhook.consecutive_failures ?? 0),
            tone: (webhook.consecutive_failures ?? 0) > 0 ? 'failed' : undefined,
          },
        ]}
      />
      {useMay('deliveries:read') && <Metrics webhookId={webhook.id} />}
    </Stack>
  );
}

function Metrics({ webhookId }: { readonly webhookId: string }) {
  const [range, setRange] = useState<Range>('24h');
  const { data, error, refetch } = useQuery({
    ...statsQuery({ range, webhookId }),
    refetchInterval: refreshOf(range),
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const totals = data?.totals;
  return (
    <>
      <Group justify="space-between">
        <h2 className={classes.heading}>Metrics</h2>
        <RangePicker value={range} onChange={setRange} />
      </Group>
      <Figures
        figures={[
          { label: 'Deliveries', value: totals && formatCount(totals.deliveries) },
          { label: 'Success rate', value: totals && formatRate(totals.success_rate) },
          {
            label: 'Failed',
            value: totals && formatCount(totals.failed),
            tone: totals && totals.failed > 0 ? 'failed' : undefined,
          },
          { label: 'Skipped', value: totals && formatCount(totals.skipped) },
          { label: 'p50', value: totals && formatMilliseconds(totals.p50_ms) },
          { label: 'p95', value: totals && formatMilliseconds(totals.p95_ms) },
        ]}
      />
      <div className={classes.charts}>
        <Panel title="Deliveries">
          <OutcomeChart stats={data} range={range} height={200} />
        </Panel>
        <Panel title="Response times">
          <ResponseTimeChart stats={data} range={range} height={200} />
        </Panel>
      </div>
    </>
  );
}
