import { TextInput } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { BookOpen, Search } from 'lucide-react';
import type { EventType } from '../../api/types.js';
import { Table, rowLink, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { SOURCES } from './sources.js';
import { useEventTypes } from './use-event-types.js';

const route = getRouteApi('/catalog');

const COLUMNS: readonly Column<EventType>[] = [
  {
    key: 'name',
    header: 'Event type',
    render: ({ name }) => (
      <Link to="/catalog/$name" params={{ name }} className={`${rowLink} ph-mono`}>
        <span className="ph-name ph-truncate" title={name}>
          {name}
        </span>
      </Link>
    ),
  },
  {
    key: 'description',
    header: 'Description',
    hideBelow: 'sm',
    render: ({ description }) => <span className="ph-clamp">{description || '–'}</span>,
  },
  { key: 'version', header: 'Version', align: 'right', render: ({ version }) => version },
  { key: 'source', header: 'Defined', hideBelow: 'md', render: ({ source }) => SOURCES[source].short },
];

/** What can happen here, and be heard. */
export function CatalogPage() {
  const { search = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const types = useEventTypes();
  const needle = search.trim().toLowerCase();
  const rows = (types.data ?? []).filter(
    ({ name, description }) => name.toLowerCase().includes(needle) || description.toLowerCase().includes(needle),
  );
  return (
    <PageBody>
      <PageHeader title="Catalog">
        Every type of event that webhooks can listen to, with the form of its data and an example.
      </PageHeader>
      <Panel flush>
        <TextInput
          m="sm"
          aria-label="Search the catalog"
          placeholder="Search by name or description"
          leftSection={<Search size={15} aria-hidden="true" />}
          value={search}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: (before) => ({ ...before, search: value || undefined }), replace: true })
          }
        />
        {types.isPending && <Loading lines={8} />}
        {types.isError && <ErrorState error={types.error} onRetry={() => void types.refetch()} />}
        {types.isSuccess && rows.length > 0 && (
          <Table label="Event types" columns={COLUMNS} rows={rows} rowKey={({ name }) => name} />
        )}
        {types.isSuccess && rows.length === 0 && (
          <EmptyState icon={BookOpen} title={needle ? 'No event type is called like that' : 'The catalog is empty'}>
            {needle ? 'Names and descriptions were searched.' : 'The application defines event types in its code.'}
          </EmptyState>
        )}
      </Panel>
    </PageBody>
  );
}
