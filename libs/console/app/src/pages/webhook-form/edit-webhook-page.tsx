import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import type { Webhook } from '../../api/types.js';
import { webhookQuery } from '../../api/webhooks.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { hostOf } from '../../lib/webhook-text.js';
import { draftOf, overtaken, toUpdate, type Draft } from './draft.js';
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
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <EditForm key={webhookId} webhook={data} />
      )}
    </PageBody>
  );
}

/** Said once: who saves again means it. */
class OvertakenError extends Error {
  constructor(names: readonly string[]) {
    super(
      `Somebody else has changed this meanwhile: ${names.join(', ').replaceAll('_', ' ')}. Save again to put yours in its place.`,
    );
    this.name = 'OvertakenError';
  }
}

function EditForm({ webhook }: { readonly webhook: Webhook }) {
  const { id } = webhook;
  // What the page reads again in the background is not what the form was filled with.
  const [before] = useState(webhook);
  const [seen, setSeen] = useState(webhook);
  const navigate = useNavigate();
  const client = useQueryClient();
  const back = () => void navigate({ to: '/webhooks/$webhookId', params: { webhookId: id }, ignoreBlocker: true });
  const change = useMutation({
    mutationFn: async (draft: Draft) => {
      const body = toUpdate(draft, before);
      const now = await client.query({ ...webhookQuery(id), staleTime: 0 });
      const names = overtaken(body, seen, now);
      setSeen(now);
      if (names.length > 0) throw new OvertakenError(names);
      if (Object.keys(body).length === 0) return now;
      return answer(api.PATCH('/v1/webhooks/{id}', { params: { path: { id } }, body }));
    },
    onSuccess: (changed) => {
      client.setQueryData(webhookQuery(id).queryKey, changed);
      void client.invalidateQueries({ queryKey: ['webhooks'] });
      back();
    },
  });
  return (
    <WebhookForm
      initial={draftOf(before)}
      isNew={false}
      submitLabel="Save the changes"
      busy={change.isPending}
      saved={change.isSuccess}
      error={change.error}
      onSubmit={(draft) => change.mutate(draft)}
      onCancel={back}
    />
  );
}

function nameOf({ name, url }: Webhook): string {
  return name || hostOf(url);
}
