import { useQuery } from '@tanstack/react-query';
import { Ear } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client.js';
import type { Webhook } from '../../api/types.js';
import { Table, rowLink, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import { useProjectId } from '../../session/use-project.js';

/** Each is asked about by itself: more would be noticed by the server. */
const MAX_WEBHOOKS = 100;
const AT_ONCE = 8;

const COLUMNS: readonly Column<Webhook>[] = [
  {
    key: 'name',
    header: 'Webhook',
    render: ({ id, name, url }) => (
      <Link to="/webhooks/$webhookId" params={{ webhookId: id }} className={rowLink}>
        <span className="ph-name ph-truncate" title={name || url}>
          {name || url}
        </span>
      </Link>
    ),
  },
  {
    key: 'url',
    header: 'URL',
    hideBelow: 'sm',
    render: ({ url }) => (
      <span className="ph-name ph-truncate" title={url}>
        {url}
      </span>
    ),
  },
  { key: 'status', header: 'Status', render: ({ status }) => <StatusBadge status={status} /> },
];

/** The webhooks that would get an event of this type. */
export function Listeners({ name }: { readonly name: string }) {
  const projectId = useProjectId();
  const { data, isPending, isError, error, refetch } = useListeners(name, projectId);
  return (
    <Panel
      title="Who listens"
      description={
        data?.more ? `Of the first ${MAX_WEBHOOKS} webhooks: choose a project to see all of its.` : undefined
      }
      flush
    >
      {isPending && <Loading lines={3} label="Asking which webhooks listen" />}
      {isError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.webhooks.length === 0 && (
        <EmptyState icon={Ear} title="Nobody listens">
          Events of this type are stored, and sent to no one.
        </EmptyState>
      )}
      {data && data.webhooks.length > 0 && (
        <Table label="Webhooks that listen" columns={COLUMNS} rows={data.webhooks} rowKey={({ id }) => id} />
      )}
    </Panel>
  );
}

/** The server matches, so that what is said here is what would happen. */
function useListeners(name: string, projectId: string | undefined) {
  return useQuery({
    queryKey: ['event-types', 'listeners', name, projectId],
    queryFn: async ({ signal }) => {
      const query = { limit: MAX_WEBHOOKS, ...(projectId === undefined ? {} : { project_id: projectId }) };
      const { webhooks, next_cursor } = await answer(api.GET('/v1/webhooks', { params: { query }, signal }));
      const listening: Webhook[] = [];
      for (let at = 0; at < webhooks.length; at += AT_ONCE) {
        const some = webhooks.slice(at, at + AT_ONCE);
        const verdicts = await Promise.all(some.map(({ id }) => listens(id, name, signal)));
        listening.push(...some.filter((_, index) => verdicts[index]));
      }
      return { webhooks: listening, more: next_cursor !== null };
    },
    staleTime: 30_000,
  });
}

async function listens(webhookId: string, name: string, signal: AbortSignal): Promise<boolean> {
  const body = { webhook_id: webhookId, event_type: name };
  const preview = await answer(api.POST('/v1/webhooks/preview', { body, signal }));
  // A filter looks at content, which the example decides here: the webhook listens all the same.
  return preview.matches || preview.code === 'filtered_out';
}
