import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Webhook } from '../../api/types.js';
import { webhookQuery } from '../../api/webhooks.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { StatusBadge } from '../../components/status-badge.js';
import { DeliveryList } from '../../deliveries/delivery-list.js';
import { hostOf } from '../../lib/webhook-text.js';
import { oneOf } from '../../router/search.js';
import { useMay } from '../../session/session.js';
import { useProjectId } from '../../session/use-project.js';
import { Condition } from './condition.js';
import { HealthTab } from './health-tab.js';
import { TABS, webhookRoute } from './route.js';
import { SettingsTab } from './settings-tab.js';
import { VerifyTab } from './verify/verify-tab.js';
import { WebhookActions } from './webhook-actions.js';

export function WebhookPage() {
  const { webhookId } = webhookRoute.useParams();
  const { data, isPending, error, refetch } = useQuery({ ...webhookQuery(webhookId), refetchInterval: 15_000 });
  return (
    <PageBody>
      {isPending ? (
        <Loading />
      ) : error && !data ? (
        <>
          <PageHeader title="Webhook" parent={{ to: '/webhooks', label: 'Webhooks' }} />
          <ErrorState error={error} onRetry={() => void refetch()} />
        </>
      ) : (
        <Found key={webhookId} webhook={data} />
      )}
    </PageBody>
  );
}

function Found({ webhook }: { readonly webhook: Webhook }) {
  const { id, name, url, status, description } = webhook;
  const { tab = 'health', project: _project, ...search } = webhookRoute.useSearch();
  const navigate = webhookRoute.useNavigate();
  const projectId = useProjectId();
  const mayReadDeliveries = useMay('deliveries:read');
  return (
    <>
      <PageHeader
        title={name || hostOf(url)}
        parent={{ to: '/webhooks', label: 'Webhooks' }}
        beside={<StatusBadge status={status} />}
        actions={<WebhookActions webhook={webhook} />}
      >
        {/* In full among the settings. */}
        <div className="ph-mono ph-clamp" title={url}>
          {url}
        </div>
        {description && <div className="ph-clamp">{description}</div>}
      </PageHeader>
      <Condition webhook={webhook} />
      <Tabs
        value={tab}
        onChange={(value) =>
          void navigate({ search: (previous) => ({ project: previous.project, tab: oneOf(TABS, value) }) })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="health">Health</Tabs.Tab>
          {mayReadDeliveries && <Tabs.Tab value="logs">Logs</Tabs.Tab>}
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
          <Tabs.Tab value="verify">Verify signatures</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="health" pt="lg">
          <HealthTab webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="logs" pt="lg">
          <DeliveryList
            scope={{ webhookId: id, projectId }}
            search={search}
            onSearch={(change) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="settings" pt="lg">
          <SettingsTab webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="verify" pt="lg">
          <VerifyTab webhook={webhook} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
