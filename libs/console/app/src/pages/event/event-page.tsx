import { ActionIcon, Menu } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Eraser } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import type { EventRecord } from '../../api/types.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { ErrorState } from '../../components/error-state.js';
import { Facts } from '../../components/facts.js';
import { IdText } from '../../components/id-text.js';
import { JsonView } from '../../components/json-view.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { useDialog } from '../../lib/use-dialog.js';
import { useMay } from '../../session/session.js';
import { Explanation } from './explanation.js';
import { eventRoute } from './route.js';

function eventQuery(id: string) {
  return queryOptions({
    queryKey: ['events', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/events/{id}', { params: { path: { id } }, signal })),
  });
}

export function EventPage() {
  const { eventId } = eventRoute.useParams();
  const { data, isPending, error, refetch } = useQuery(eventQuery(eventId));
  return (
    <PageBody>
      <PageHeader
        title={data?.type ?? 'Event'}
        parent={{ to: '/events', label: 'Events' }}
        actions={data?.data && <Actions event={data} />}
      />
      {isPending ? (
        <Loading />
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Found event={data} />
      )}
    </PageBody>
  );
}

function Found({ event }: { readonly event: EventRecord }) {
  const { id, project_id, version, occurred_at, created_at, data, record, test, invalid_reason } = event;
  return (
    <>
      <Panel>
        <Facts
          facts={[
            { label: 'Event', value: <IdText value={id} short /> },
            { label: 'Project', value: project_id ? <IdText value={project_id} short /> : 'none' },
            ...(version === undefined ? [] : [{ label: 'Version', value: version }]),
            { label: 'Occurred', value: <Time value={occurred_at} mode="exact" /> },
            { label: 'Published', value: <Time value={created_at} mode="exact" /> },
            ...(test ? [{ label: 'Kind', value: 'sent as a test' }] : []),
            ...(invalid_reason === undefined ? [] : [{ label: 'Cannot be delivered', value: invalid_reason }]),
          ]}
        />
      </Panel>
      <Panel title="Who got it, and who did not" flush>
        <Explanation eventId={id} />
      </Panel>
      <Panel title={record ? 'Row change' : 'Payload'}>
        {record ? (
          <JsonView value={record} label="Row change" maxHeight={520} />
        ) : data === null ? (
          'The payload has been erased.'
        ) : (
          <JsonView value={data} label="Payload" maxHeight={520} />
        )}
      </Panel>
    </>
  );
}

/** Erasing is for payloads that must not be kept: what waits for the event then fails. */
function Actions({ event: { id } }: { readonly event: EventRecord }) {
  const { opened, open, close, target } = useDialog();
  const client = useQueryClient();
  const erase = useMutation({
    mutationFn: async () => {
      await answer(api.DELETE('/v1/events/{id}/payload', { params: { path: { id } } }));
    },
    onSuccess: () => {
      close();
      return client.invalidateQueries({ queryKey: ['events'] });
    },
  });
  if (!useMay('events:write')) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon ref={target} variant="default" size={36} aria-label="More actions">
            <Ellipsis size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Eraser size={15} />} color="var(--mantine-color-error)" onClick={open}>
            Erase the payload
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={opened}
        title="Erase the payload?"
        confirmLabel="Erase the payload"
        danger
        busy={erase.isPending}
        error={erase.error}
        onConfirm={() => erase.mutate()}
        onClose={close}
      >
        The event stays, what it says is gone for good: it can be neither read nor sent nor replayed any more.
      </ConfirmDialog>
    </>
  );
}
