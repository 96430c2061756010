import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import type { SystemFacts } from '../../api/types.js';
import { Table, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Facts } from '../../components/facts.js';
import { IdText } from '../../components/id-text.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { formatCount } from '../../lib/format.js';
import { countedTo, processOf, settingsOf, type ProcessFacts, type Setting } from './facts-of-system.js';

const LIVE = 5000;
/** The server stops counting here. */
const COUNTED = 10_000;

const PROCESSES: readonly Column<ProcessFacts>[] = [
  { key: 'id', header: 'Process', render: ({ id }) => <IdText value={id} short /> },
  { key: 'role', header: 'Role', render: ({ role }) => role },
  { key: 'host', header: 'Host', render: ({ host }) => host },
  { key: 'version', header: 'Version', hideBelow: 'sm', render: ({ version }) => version },
  { key: 'started', header: 'Started', render: ({ startedAt }) => <Time value={startedAt} /> },
];

const SETTINGS: readonly Column<Setting>[] = [
  { key: 'name', header: 'Setting', render: ({ name }) => <span className="ph-mono">{name}</span> },
  { key: 'value', header: 'Value', render: ({ value }) => <span className="ph-wrap">{value}</span> },
];

/** What an operator asks first: is everything running, and is anything waiting? */
export function SystemPage() {
  const { data, isPending, isError, error, refetch } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => answer(api.GET('/v1/system', { signal })),
    refetchInterval: LIVE,
  });
  return (
    <PageBody>
      <PageHeader title="System">What runs, what waits, and the settings that are in force.</PageHeader>
      {isPending && <Loading />}
      {isError && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && <SystemPanels facts={data} />}
    </PageBody>
  );
}

function SystemPanels({ facts }: { readonly facts: SystemFacts }) {
  const processes = (facts.processes ?? []).map(processOf);
  const { backlog, leases, partitions, webhooks } = facts;
  return (
    <>
      <Panel title="Queue" description="Looked at every five seconds.">
        <Facts
          facts={[
            ...(backlog
              ? [
                  { label: 'Events to fan out', value: countedTo(COUNTED, backlog.outbox) },
                  { label: 'Deliveries waiting', value: countedTo(COUNTED, backlog.queue) },
                ]
              : []),
            ...(leases
              ? [
                  { label: 'Leases held', value: formatCount(leases.held) },
                  { label: 'Leases overdue', value: formatCount(leases.expired) },
                ]
              : []),
            ...(webhooks
              ? (['healthy', 'failing', 'paused', 'disabled'] as const).map((status) => ({
                  label: `Webhooks ${status}`,
                  value: formatCount(webhooks[status]),
                }))
              : []),
          ]}
        />
      </Panel>
      <Panel title="Processes that deliver" flush>
        {processes.length > 0 ? (
          <Table label="Processes" columns={PROCESSES} rows={processes} rowKey={({ id }) => id} />
        ) : (
          <EmptyState icon={Server} title="Nothing delivers">
            Events are stored and wait. Start a process with the role all or dispatcher.
          </EmptyState>
        )}
      </Panel>
      <Panel title="Versions and storage">
        <Facts
          facts={[
            { label: 'Posthorn', value: facts.version ?? '–' },
            { label: 'Node', value: facts.node ?? '–' },
            { label: 'PostgreSQL', value: facts.postgres ?? '–' },
            {
              label: 'Partitions',
              value: partitions
                ? `${partitions.days} days, ${partitions.first ?? '–'} to ${partitions.last ?? '–'}`
                : '–',
            },
            { label: 'Deliveries come from', value: facts.egress_addresses.join(', ') || 'no address is published' },
          ]}
        />
      </Panel>
      <Panel title="Dialects">{facts.dialects.map(({ title }) => title).join(', ')}</Panel>
      <Panel title="Settings in force" flush>
        <Table
          label="Settings"
          columns={SETTINGS}
          rows={settingsOf(facts.settings ?? {})}
          rowKey={({ name }) => name}
        />
      </Panel>
    </>
  );
}
