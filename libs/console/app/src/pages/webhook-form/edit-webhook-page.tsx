import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { answer, api } from '../../api/client.js';
import type { Webhook } from '../../api/types.js';
import { webhookQuery } from '../../api/webhooks.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { hostOf } from '../../lib/webhook-text.js';
import { draftOf, toUpdate, type Draft } from './draft.js';
import { editWebhookRoute } from './route.js';
import { WebhookForm } from './webhook-form.js';

export function EditWebhookPage() {
  const { webhookId } = editWebhookRoute.useParams();
  const { data, isPending, error, refetch } = useQuery(webhookQuery(webhookId));
  return (
    <PageBody>
      <PageHeader
        title="Edit the webhook"
        parent={{ to: `/webhooks/${webhookId}`, label: data ? nameOf(data) : 'Webhook' }}
      />
      {isPending ? (
        <Loading />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <EditForm webhook={data} />
      )}
    </PageBody>
  );
}

function EditForm({ webhook }: { readonly webhook: Webhook }) {
  const { id } = webhook;
  const navigate = useNavigate();
  const client = useQueryClient();
  const back = () => void navigate({ to: '/webhooks/$webhookId', params: { webhookId: id } });
  const change = useMutation({
    mutationFn: (draft: Draft) =>
      answer(api.PATCH('/v1/webhooks/{id}', { params: { path: { id } }, body: toUpdate(draft, webhook) })),
    onSuccess: (changed) => {
      client.setQueryData(webhookQuery(id).queryKey, changed);
      void client.invalidateQueries({ queryKey: ['webhooks'] });
      back();
    },
  });
  return (
    <WebhookForm
      initial={draftOf(webhook)}
      isNew={false}
      submitLabel="Save the changes"
      busy={change.isPending}
      error={change.error}
      onSubmit={(draft) => change.mutate(draft)}
      onCancel={back}
    />
  );
}

function nameOf({ name, url }: Webhook): string {
  return name || hostOf(url);
}
