import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { answer, api } from '../../api/client.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { SecretDialog } from '../../components/secret-dialog.js';
import { useSession } from '../../session/session.js';
import { useProjectId } from '../../session/use-project.js';
import { blankDraft, toCreate, type Draft } from './draft.js';
import { WebhookForm } from './webhook-form.js';

export function NewWebhookPage() {
  const { kind } = useSession();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const create = useMutation({
    // The switcher beside the form may have said another project since the form was opened.
    mutationFn: (draft: Draft) =>
      answer(api.POST('/v1/webhooks', { body: toCreate({ ...draft, projectId: projectId ?? draft.projectId }) })),
    onSuccess: (webhook) => {
      void client.invalidateQueries({ queryKey: ['webhooks'] });
      if (webhook.secret === undefined) open(webhook.id);
    },
  });
  const open = (webhookId: string) =>
    void navigate({ to: '/webhooks/$webhookId', params: { webhookId }, ignoreBlocker: true });
  const made = create.data;
  return (
    <PageBody>
      <PageHeader title="Add Webhook" parent={{ to: '/webhooks', label: 'Webhooks' }}>
        An address of yours that hears of the events you pick.
      </PageHeader>
      <WebhookForm
        initial={blankDraft(projectId ?? '')}
        isNew
        choosesProject={kind === 'admin' && projectId === undefined}
        submitLabel="Create the webhook"
        busy={create.isPending}
        saved={create.isSuccess}
        error={create.error}
        onSubmit={(draft) => create.mutate(draft)}
        onCancel={() => void navigate({ to: '/webhooks', ignoreBlocker: true })}
      />
      {made?.secret !== undefined && (
        <SecretDialog
          title="The webhook is created"
          secret={made.secret}
          warnings={made.warnings ?? []}
          onClose={() => open(made.id)}
        />
      )}
    </PageBody>
  );
}
