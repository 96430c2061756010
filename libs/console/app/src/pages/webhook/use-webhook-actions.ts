import { notifications } from '@mantine/notifications';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { queryClient } from '../../api/query-client.js';
import type { Webhook } from '../../api/types.js';
import { webhookQuery } from '../../api/webhooks.js';

export type Command = 'pause' | 'resume' | 'enable';

const DONE: Readonly<Record<Command, string>> = {
  pause: 'The webhook is paused.',
  resume: 'The webhook goes on.',
  enable: 'The webhook is enabled.',
};

function keep(webhook: Webhook): void {
  const { secret: _secret, ...known } = webhook;
  queryClient.setQueryData(webhookQuery(webhook.id).queryKey, known);
  void queryClient.invalidateQueries({ queryKey: ['webhooks'] });
}

/** Pause, resume, enable. */
export function useWebhookCommand(id: string) {
  const params = { params: { path: { id } } };
  return useMutation({
    mutationFn: (command: Command) => {
      if (command === 'pause') return answer(api.POST('/v1/webhooks/{id}/pause', params));
      if (command === 'resume') return answer(api.POST('/v1/webhooks/{id}/resume', params));
      return answer(api.POST('/v1/webhooks/{id}/enable', params));
    },
    onSuccess: (webhook, command) => {
      keep(webhook);
      notifications.show({ color: 'green', message: DONE[command] });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'That did not work', message: error.message }),
  });
}

export function useDeleteWebhook(id: string) {
  return useMutation({
    mutationFn: async () => {
      await answer(api.DELETE('/v1/webhooks/{id}', { params: { path: { id } } }));
    },
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: webhookQuery(id).queryKey });
      void queryClient.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
}

const graceKey = (id: string) => ['secret-grace', id] as const;

/** Until when the previous secret signs, as far as this page was told: the API says so when it rotates. */
export function useKnownGrace(id: string): string | null | undefined {
  return useQuery<string | null>({ queryKey: graceKey(id), queryFn: skipToken }).data;
}

function keepGrace(webhook: Webhook): void {
  queryClient.setQueryData(graceKey(webhook.id), webhook.previous_secret_expires_at ?? null);
  keep(webhook);
}

/** A new secret; both sign until the grace is over. */
export function useRotateSecret(id: string) {
  return useMutation({
    mutationFn: (body: { secret?: string; grace_seconds: number }) =>
      answer(api.POST('/v1/webhooks/{id}/secret/rotate', { params: { path: { id } }, body })),
    onSuccess: keepGrace,
  });
}

/** Ends the grace at once. */
export function useFinishRotation(id: string) {
  return useMutation({
    mutationFn: () => answer(api.POST('/v1/webhooks/{id}/secret/finish', { params: { path: { id } } })),
    onSuccess: keepGrace,
    onError: (error) => notifications.show({ color: 'red', title: 'That did not work', message: error.message }),
  });
}

/** Sends a sample now. */
export function useSendTest(id: string) {
  return useMutation({
    mutationFn: (eventType: string | null) =>
      answer(
        api.POST('/v1/webhooks/{id}/test', {
          params: { path: { id } },
          body: eventType === null ? {} : { event_type: eventType },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}
