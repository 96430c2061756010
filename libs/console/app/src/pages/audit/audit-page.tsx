import { ScrollText } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import type { AuditEntry } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { IdText } from '../../components/id-text.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { useProjectId } from '../../session/use-project.js';
import classes from './audit.module.css';
import { Details } from './details.js';
import { inWords } from './in-words.js';

const COLUMNS: readonly Column<AuditEntry>[] = [
  {
    key: 'at',
    header: 'When',
    render: ({ at }) => (
      <span className={classes.oneLine}>
        <Time value={at} />
      </span>
    ),
  },
  {
    key: 'action',
    header: 'What',
    render: ({ action }) => (
      <span className={classes.oneLine} title={action}>
        {inWords(action)}
      </span>
    ),
  },
  {
    key: 'actor',
    header: 'Who',
    render: ({ actor }) => (actor === 'admin' ? 'admin' : <ShortId value={actor} />),
  },
  { key: 'target', header: 'On what', hideBelow: 'sm', render: ({ target }) => <ShortId value={target} /> },
  { key: 'details', header: 'Details', hideBelow: 'md', render: ({ details }) => <Details details={details} /> },
];

function ShortId({ value }: { readonly value: string }) {
  return (
    <span className={classes.oneLine}>
      <IdText value={value} short />
    </span>
  );
}

/** Who did what. */
export function AuditPage() {
  const projectId = useProjectId();
  const pages = usePages({
    queryKey: ['audit', projectId],
    read: (cursor, signal) =>
      answer(
        api.GET('/v1/audit', {
          params: {
            query: {
              ...(projectId === undefined ? {} : { project_id: projectId }),
              ...(cursor === undefined ? {} : { cursor }),
            },
          },
          signal,
        }),
      ),
    rows: (page) => page.entries,
  });
  return (
    <PageBody>
      <PageHeader title="Audit">Every change of configuration and every look at a secret, newest first.</PageHeader>
      <Panel flush>
        <DataTable
          label="Audit log"
          columns={COLUMNS}
          pages={pages}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={ScrollText} title="Nothing has been done yet">
              Making, changing and deleting webhooks, keys and projects is written down here.
            </EmptyState>
          }
        />
      </Panel>
    </PageBody>
  );
}
