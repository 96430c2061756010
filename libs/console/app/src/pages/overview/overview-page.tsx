import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Webhook as WebhookIcon } from 'lucide-react';
import { refreshOf, statsQuery } from '../../api/stats.js';
import { useWebhookChoices } from '../../api/webhooks.js';
import { OutcomeChart, ResponseTimeChart } from '../../components/charts/lazy.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { RangePicker } from '../../components/range-picker.js';
import { useProjectId } from '../../session/use-project.js';
import { useSession } from '../../session/session.js';
import { Backlog } from './backlog.js';
import classes from './overview.module.css';
import { overviewRoute } from './route.js';
import { TopFailing } from './top-failing.js';
import { TotalFigures } from './total-figures.js';

export function OverviewPage() {
  const { range = '24h' } = overviewRoute.useSearch();
  const navigate = overviewRoute.useNavigate();
  const projectId = useProjectId();
  const { kind } = useSession();
  const stats = useQuery({ ...statsQuery({ range, projectId }), refetchInterval: refreshOf(range) });
  return (
    <PageBody>
      <PageHeader
        title="Overview"
        actions={
          <RangePicker
            value={range}
            onChange={(next) => void navigate({ search: (previous) => ({ ...previous, range: next }) })}
          />
        }
      >
        What was delivered, and what was not. Kept up to date while you look.
      </PageHeader>
      <FirstSteps />
      {stats.isError && !stats.data ? (
        <Panel>
          <ErrorState error={stats.error} onRetry={() => void stats.refetch()} />
        </Panel>
      ) : (
        <>
          <TotalFigures totals={stats.data?.totals} />
          <div className={classes.charts}>
            <Panel title="Deliveries">
              <OutcomeChart stats={stats.data} range={range} />
            </Panel>
            <Panel title="Response times">
              <ResponseTimeChart stats={stats.data} range={range} />
            </Panel>
          </div>
        </>
      )}
      {kind === 'admin' && projectId === undefined && <Backlog />}
      <TopFailing range={range} />
    </PageBody>
  );
}

/** Shown while there is no webhook: nothing can be delivered yet. */
function FirstSteps() {
  const { data } = useWebhookChoices(useProjectId());
  if (!data || data.length > 0) return null;
  return (
    <Panel>
      <EmptyState
        icon={WebhookIcon}
        title="Nobody listens yet"
        action={
          <Button component={Link} to="/webhooks/new">
            Add Webhook
          </Button>
        }
      >
        Add a webhook, send it a test, and this page begins to fill.
      </EmptyState>
    </Panel>
  );
}
