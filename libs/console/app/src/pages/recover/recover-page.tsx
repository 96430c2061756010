import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { History, Webhook as WebhookIcon } from 'lucide-react';
import type { Webhook } from '../../api/types.js';
import { useWebhookChoices, webhookQuery } from '../../api/webhooks.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { useProjectId } from '../../session/use-project.js';
import { RecoverForm } from './recover-form.js';
import { Recoveries } from './recoveries.js';

const route = getRouteApi('/recover');

/** Sends again what a webhook did not get. */
export function RecoverPage() {
  const projectId = useProjectId();
  const { webhook: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const webhooks = useWebhookChoices(projectId);
  const choices = webhooks.data ?? [];
  const known = choices.find(({ id }) => id === chosen);
  // A link may lead to one that is not among the choices.
  const other = useQuery({
    ...webhookQuery(chosen ?? ''),
    enabled: chosen !== undefined && webhooks.isSuccess && known === undefined,
  });
  const webhook = known ?? (chosen === undefined ? undefined : other.data);
  const list = webhook && !known ? [...choices, webhook] : choices;

  return (
    <PageBody narrow>
      <PageHeader title="Recover">
        After an outage of a receiver: pick the time, see how many deliveries it concerns, and send them again at a rate
        that the receiver can take.
      </PageHeader>
      {webhooks.isPending && <Loading lines={4} />}
      {webhooks.isError && !webhooks.data && (
        <ErrorState error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      )}
      {webhooks.isSuccess && list.length === 0 && (
        <Panel>
          <EmptyState icon={WebhookIcon} title="There is no webhook yet">
            A recovery belongs to a webhook. Make one, and what it misses can be sent again from here.
          </EmptyState>
        </Panel>
      )}
      {list.length > 0 && (
        <Panel>
          <Select
            label="Webhook"
            placeholder="Choose whose deliveries are sent again"
            searchable
            limit={100}
            data={list.map((each) => ({ value: each.id, label: nameOf(each) }))}
            value={webhook?.id ?? null}
            onChange={(id) =>
              void navigate({ search: (before) => ({ ...before, webhook: id ?? undefined }), replace: true })
            }
            nothingFoundMessage="No webhook of this name"
          />
        </Panel>
      )}
      {webhook && (
        <>
          <RecoverForm key={webhook.id} webhook={webhook} />
          <Recoveries key={`jobs ${webhook.id}`} webhookId={webhook.id} />
        </>
      )}
      {list.length > 0 && !webhook && other.isError && (
        <Panel>
          <ErrorState error={other.error} onRetry={() => void other.refetch()} />
        </Panel>
      )}
      {list.length > 0 && !webhook && !other.isError && (
        <Panel>
          <EmptyState icon={History} title="Choose a webhook">
            Its earlier recoveries are listed here, with what became of each delivery.
          </EmptyState>
        </Panel>
      )}
    </PageBody>
  );
}

function nameOf({ name, url }: Webhook): string {
  return name ? `${name} · ${url}` : url;
}
