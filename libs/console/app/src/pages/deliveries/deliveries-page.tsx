import { Select } from '@mantine/core';
import { useWebhookChoices } from '../../api/webhooks.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { DeliveryList } from '../../deliveries/delivery-list.js';
import { shortId } from '../../lib/short-id.js';
import { hostOf } from '../../lib/webhook-text.js';
import { useProjectId } from '../../session/use-project.js';
import { deliveriesRoute } from './route.js';

export function DeliveriesPage() {
  const { webhook, project: _project, ...search } = deliveriesRoute.useSearch();
  const navigate = deliveriesRoute.useNavigate();
  const projectId = useProjectId();
  const { data } = useWebhookChoices(projectId);
  const choices = (data ?? []).map(({ id, name, url }) => ({ value: id, label: name || hostOf(url) }));
  // A deleted one, or one of another project: what narrows the list has to be seen.
  if (webhook !== undefined && !choices.some(({ value }) => value === webhook)) {
    choices.push({ value: webhook, label: shortId(webhook) });
  }
  return (
    <PageBody>
      <PageHeader
        title="Deliveries"
        actions={
          <Select
            aria-label="Webhook"
            placeholder="Every webhook"
            data={choices}
            limit={100}
            value={webhook ?? null}
            onChange={(next) =>
              void navigate({ search: (previous) => ({ ...previous, webhook: next ?? undefined }), replace: true })
            }
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Every webhook' }}
            w={240}
          />
        }
      >
        One line for each event and webhook: what was sent, and how it ended.
      </PageHeader>
      <DeliveryList
        scope={{ webhookId: webhook, projectId }}
        search={search}
        onSearch={(change) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true })}
      />
    </PageBody>
  );
}
