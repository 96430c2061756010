import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { RadioTower, Search, Send } from 'lucide-react';
import { eventTypesQuery } from '../../api/catalog.js';
import { answer, api } from '../../api/client.js';
import { usePages } from '../../api/use-pages.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { TextFilter } from '../../components/text-filter.js';
import { TimeFilter } from '../../components/time-filter.js';
import { Toolbar } from '../../components/toolbar.js';
import { boundsOf } from '../../lib/period.js';
import { useDialog } from '../../lib/use-dialog.js';
import { useMay } from '../../session/session.js';
import { useProjectId } from '../../session/use-project.js';
import { eventColumns } from './event-columns.js';
import { PublishDialog } from './publish-dialog.js';
import { eventsRoute } from './route.js';

export function EventsPage() {
  const { type, period, since, until } = eventsRoute.useSearch();
  const projectId = useProjectId();
  const { opened, open, close, target } = useDialog();
  const pages = usePages({
    queryKey: ['events', 'list', { type, period, since, until, projectId }],
    read: (cursor, signal) => {
      const query = { type, project_id: projectId, cursor, ...boundsOf({ period, since, until }) };
      return answer(api.GET('/v1/events', { params: { query }, signal }));
    },
    rows: (page) => page.events,
    refetchInterval: 15_000,
  });
  const button = useMay('events:publish') && (
    <Button ref={target} leftSection={<Send size={15} />} onClick={open}>
      Publish a test event
    </Button>
  );
  const filtered = [type, period, since, until].some((value) => value !== undefined);
  return (
    <PageBody>
      <PageHeader title="Events" actions={button}>
        What happened, once each. An event says who got it, and who did not and why.
      </PageHeader>
      <Panel flush>
        <Filters />
        <DataTable
          label="Events"
          columns={eventColumns(projectId === undefined)}
          pages={pages}
          rowKey={({ id }) => id}
          empty={
            filtered ? (
              <EmptyState icon={Search} title="No event fits">
                Widen the time, or take a filter away.
              </EmptyState>
            ) : (
              <EmptyState icon={RadioTower} title="Nothing has happened yet" action={button}>
                An event appears here in the moment in which the transaction that published it is committed.
              </EmptyState>
            )
          }
        />
      </Panel>
      {opened && <PublishDialog onClose={close} />}
    </PageBody>
  );
}

function Filters() {
  const { type, period, since, until } = eventsRoute.useSearch();
  const navigate = eventsRoute.useNavigate();
  const types = useQuery(eventTypesQuery);
  const change = (part: object) => void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true });
  return (
    <Toolbar>
      <TextFilter
        label="Event type"
        placeholder="Any event type"
        data={types.data?.event_types.map(({ name }) => name) ?? []}
        value={type}
        onChange={(next) => change({ type: next })}
        width={240}
      />
      <TimeFilter span={{ period, since, until }} onChange={change} />
    </Toolbar>
  );
}
