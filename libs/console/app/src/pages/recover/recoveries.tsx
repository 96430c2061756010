import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import type { Recovery } from '../../api/types.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { IdText } from '../../components/id-text.js';
import { Loading } from '../../components/loading.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Time } from '../../components/time.js';
import { formatCount, formatMoment } from '../../lib/format.js';
import { useMay } from '../../session/session.js';
import classes from './recover.module.css';
import { isUnderWay, useCancel, useRecoveries } from './use-recoveries.js';

const LIVE = 1000;
/** Deliveries of a job that has queued all of them may still be retrying; so long they are looked at. */
const SETTLING = 3000;

/** The recoveries of a webhook: what runs now, and what ran before. */
export function Recoveries({ webhookId }: { readonly webhookId: string }) {
  const { rows, isPending, isError, error, refetch, hasNextPage, fetchNextPage } = useRecoveries(webhookId);
  return (
    <Panel title="Recoveries" flush>
      {isPending && <Loading lines={3} />}
      {isError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {rows?.length === 0 && (
        <EmptyState icon={History} title="None yet">
          Count what would be sent, then start it: its progress appears here.
        </EmptyState>
      )}
      {rows?.map((job) => (
        <Job key={job.id} job={job} webhookId={webhookId} />
      ))}
      {hasNextPage && (
        <Button variant="subtle" size="xs" fullWidth onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </Panel>
  );
}

function Job({ job: listed, webhookId }: { readonly job: Recovery; readonly webhookId: string }) {
  const id = listed.id ?? '';
  const detail = useQuery({
    queryKey: ['recovery', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/recoveries/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => {
      if (!data || isUnderWay(data)) return LIVE;
      return (data.outcomes?.pending ?? 0) > 0 ? SETTLING : false;
    },
  });
  const job = detail.data ?? listed;
  const [asking, setAsking] = useState(false);
  const mayWrite = useMay('deliveries:write');
  const cancel = useCancel(webhookId);
  const found = job.found ?? 0;
  const queued = job.queued ?? 0;
  const { success = 0, failed = 0, pending = 0 } = job.outcomes ?? {};

  return (
    <article className={classes.job} aria-label={`Recovery of ${formatMoment(job.created_at ?? job.since)}`}>
      <div className={classes.jobHead}>
        <div className={classes.jobTitle}>
          <StatusBadge status={job.status ?? 'running'} />
          <span>
            {formatMoment(job.since)} – {formatMoment(job.until)}
          </span>
          <IdText value={id} short />
        </div>
        {isUnderWay(job) && mayWrite && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            Cancel
          </Button>
        )}
      </div>
      <Progress.Root size="lg" aria-label="Sent again">
        <Progress.Section value={percent(success, found)} color="var(--ph-success)" aria-label="Delivered" />
        <Progress.Section value={percent(failed, found)} color="var(--ph-failed)" aria-label="Failed" />
        <Progress.Section value={percent(pending, found)} color="var(--ph-pending)" aria-label="Under way" />
      </Progress.Root>
      <div className={classes.figures}>
        <span>
          <strong>{formatCount(queued)}</strong> of {job.found === null ? '…' : formatCount(found)} queued
        </span>
        <span>
          <strong>{formatCount(success)}</strong> delivered
        </span>
        <span>
          <strong>{formatCount(failed)}</strong> failed
        </span>
        {pending > 0 && (
          <span>
            <strong>{formatCount(pending)}</strong> under way
          </span>
        )}
        {job.expired > 0 && <span>{formatCount(job.expired)} expired</span>}
        <span>
          {job.statuses.join(', ')} · {job.rate_per_second} per second · started <Time value={job.created_at} />
        </span>
      </div>
      <ConfirmDialog
        opened={asking}
        title="Cancel this recovery?"
        confirmLabel="Cancel the recovery"
        danger
        busy={cancel.isPending}
        error={cancel.error}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          cancel.mutate(id, {
            onSuccess: () => {
              setAsking(false);
              void detail.refetch();
            },
          })
        }
      >
        What it has queued is still sent. The rest stays as it is and can be recovered later.
      </ConfirmDialog>
    </article>
  );
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, (part / whole) * 100);
}
