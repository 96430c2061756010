import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Unplug } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import type { Explanation as Explained } from '../../api/types.js';
import { Table, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { StatusBadge } from '../../components/status-badge.js';
import { shortId } from '../../lib/short-id.js';
import classes from './event.module.css';

type Row = Explained['webhooks'][number];

const WATCHED = 3000;
const WORDS: Readonly<Record<string, string>> = {
  not_heard: 'not heard',
  invalid_event: 'invalid event',
  created_later: 'created later',
  changed_later: 'changed later',
};

/** Every webhook of the event's project and of the installation: those that got it first. */
export function Explanation({ eventId }: { readonly eventId: string }) {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['events', 'explain', eventId],
    queryFn: ({ signal }) => answer(api.GET('/v1/events/{id}/explain', { params: { path: { id: eventId } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.webhooks.some(({ outcome }) => outcome === 'pending' || outcome === 'waiting') ? WATCHED : false,
  });
  if (isPending) return <Loading lines={4} />;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data.webhooks.length === 0) {
    return (
      <EmptyState icon={Unplug} title="There was nobody to hear it">
        Neither the project nor the installation has a webhook.
      </EmptyState>
    );
  }
  const rows = [...data.webhooks].sort((a, b) => Number(isQuiet(a)) - Number(isQuiet(b)));
  return (
    <Table
      label="Who got the event, and who did not"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ webhook_id }) => webhook_id}
    />
  );
}

const isQuiet = ({ deliveries = [] }: Row): boolean => deliveries.length === 0;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'webhook',
    header: 'Webhook',
    render: ({ webhook_id, name, deleted }) =>
      deleted ? (
        `${name || shortId(webhook_id)} (deleted)`
      ) : (
        <Link to="/webhooks/$webhookId" params={{ webhookId: webhook_id }} className={classes.link}>
          <span className="ph-name ph-truncate" title={name}>
            {name || shortId(webhook_id)}
          </span>
        </Link>
      ),
  },
  {
    key: 'outcome',
    header: 'Outcome',
    render: ({ outcome, outcome_reason }) => (
      <>
        <StatusBadge status={WORDS[outcome] ?? outcome} />
        <div className={classes.whyBelow}>{outcome_reason}</div>
      </>
    ),
  },
  {
    key: 'why',
    header: 'Why',
    hideBelow: 'sm',
    render: ({ outcome_reason }) => <span className="ph-wrap">{outcome_reason}</span>,
  },
  {
    key: 'deliveries',
    header: 'Deliveries',
    hideBelow: 'sm',
    render: ({ deliveries = [] }) => (
      <span className={classes.deliveries}>
        {deliveries.map(({ id, status, replay_of, test }) => (
          <Link key={id} to="/deliveries/$deliveryId" params={{ deliveryId: id }} className={classes.link}>
            {replay_of !== undefined ? 'replay' : test ? 'test' : 'original'}: {status}
          </Link>
        ))}
      </span>
    ),
  },
];
