import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { refreshOf, webhookStatsQuery, type Range } from '../../api/stats.js';
import type { WebhookStats } from '../../api/types.js';
import { useWebhookName } from '../../api/webhooks.js';
import { rowLink, Table, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { Panel } from '../../components/panel.js';
import { formatCount, formatMilliseconds, formatRate } from '../../lib/format.js';
import { useProjectId } from '../../session/use-project.js';

type Row = WebhookStats['webhooks'][number];

const SHOWN = 8;

/** Where to look first. */
export function TopFailing({ range }: { readonly range: Range }) {
  const projectId = useProjectId();
  const nameOf = useWebhookName(projectId);
  const { data, isPending, error, refetch } = useQuery({
    ...webhookStatsQuery({ range, projectId }),
    refetchInterval: refreshOf(range),
  });
  const rows = data?.webhooks.filter(({ failed }) => failed > 0).slice(0, SHOWN) ?? [];
  return (
    <Panel title="Top failing webhooks" flush>
      {isPending ? (
        <Loading lines={4} />
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState icon={CircleCheck} title="Nothing failed for good in this time">
          Deliveries that are still being retried do not count as failed.
        </EmptyState>
      ) : (
        <Table label="Top failing webhooks" columns={columns(nameOf)} rows={rows} rowKey={(row) => row.webhook_id} />
      )}
    </Panel>
  );
}

function columns(nameOf: (id: string) => string): readonly Column<Row>[] {
  return [
    {
      key: 'webhook',
      header: 'Webhook',
      render: ({ webhook_id }) => (
        <Link to="/webhooks/$webhookId" params={{ webhookId: webhook_id }} className={rowLink}>
          <span className="ph-name ph-truncate" title={nameOf(webhook_id)}>
            {nameOf(webhook_id)}
          </span>
        </Link>
      ),
    },
    { key: 'failed', header: 'Failed', align: 'right', render: ({ failed }) => formatCount(failed) },
    { key: 'rate', header: 'Success rate', align: 'right', render: ({ success_rate }) => formatRate(success_rate) },
    {
      key: 'deliveries',
      header: 'Deliveries',
      align: 'right',
      hideBelow: 'sm',
      render: ({ deliveries }) => formatCount(deliveries),
    },
    { key: 'p95', header: 'p95', align: 'right', hideBelow: 'sm', render: ({ p95_ms }) => formatMilliseconds(p95_ms) },
  ];
}
