import { getRouteApi } from '@tanstack/react-router';
import { FileJson } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Facts } from '../../components/facts.js';
import { JsonView } from '../../components/json-view.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Problem } from '../../components/problem.js';
import { Time } from '../../components/time.js';
import { Fields } from './fields.js';
import { Listeners } from './listeners.js';
import { SOURCES } from './sources.js';
import { useEventType } from './use-event-types.js';

const route = getRouteApi('/catalog/$name');
const PARENT = { to: '/catalog', label: 'Catalog' };

/** One event type: what its data looks like, and who listens. */
export function EventTypePage() {
  const { name } = route.useParams();
  const { data: type, isPending, isError, error, refetch } = useEventType(name);
  return (
    <PageBody narrow>
      <PageHeader title={name} parent={PARENT}>
        {type?.description}
      </PageHeader>
      {isPending && <Loading />}
      {isError && <ErrorState error={error} onRetry={() => void refetch()} />}
      {type && (
        <>
          <Panel>
            <Facts
              facts={[
                { label: 'Version', value: type.version },
                { label: 'Defined', value: SOURCES[type.source].long },
                ...(type.updated_at ? [{ label: 'Changed', value: <Time value={type.updated_at} /> }] : []),
              ]}
            />
            {(type.warnings ?? []).map((warning) => (
              <Problem key={warning} error={new Error(warning)} />
            ))}
          </Panel>
          <Listeners name={name} />
          <Panel title="Fields" description="Of the event’s data." flush>
            <Fields schema={type.schema} />
          </Panel>
          <Panel title="Example">
            {type.example ? (
              <JsonView value={type.example} label={`Example of ${name}`} />
            ) : (
              <EmptyState icon={FileJson} title="No example">
                Tests of this type are sent with a sample made from its schema.
              </EmptyState>
            )}
          </Panel>
          {type.schema && (
            <Panel title="JSON Schema">
              <JsonView value={type.schema} label={`JSON Schema of ${name}`} />
            </Panel>
          )}
        </>
      )}
    </PageBody>
  );
}
