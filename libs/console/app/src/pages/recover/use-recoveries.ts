import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import type { Recovery } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';
import { toRequest, type Selection } from './selection.js';

const LIVE = 1000;

const keyOf = (webhookId: string) => ['recoveries', webhookId] as const;

/** The jobs of a webhook, newest first, kept up to date while one of them runs. */
export function useRecoveries(webhookId: string) {
  const client = useQueryClient();
  const cached = client.getQueryData<{ pages: { recoveries: Recovery[] }[] }>(keyOf(webhookId));
  const live = cached?.pages.some(({ recoveries }) => recoveries.some(isUnderWay)) ?? false;
  return usePages({
    queryKey: keyOf(webhookId),
    read: (cursor, signal) =>
      answer(
        api.GET('/v1/webhooks/{id}/recoveries', {
          params: { path: { id: webhookId }, query: { limit: 20, ...(cursor === undefined ? {} : { cursor }) } },
          signal,
        }),
      ),
    rows: (page) => page.recoveries,
    refetchInterval: live ? LIVE : false,
  });
}

/** Counts what a selection would send; nothing is made. */
export function useCount(webhookId: string) {
  return useMutation({
    mutationFn: (selection: Selection) =>
      answer(
        api.POST('/v1/webhooks/{id}/recover', {
          params: { path: { id: webhookId } },
          body: { ...toRequest(selection), dry_run: true },
        }),
      ),
  });
}

export function useStart(webhookId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (selection: Selection) =>
      answer(
        api.POST('/v1/webhooks/{id}/recover', { params: { path: { id: webhookId } }, body: toRequest(selection) }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(webhookId) }),
  });
}

export function useCancel(webhookId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/v1/recoveries/{id}/cancel', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(webhookId) }),
  });
}

export function isUnderWay({ status }: Recovery): boolean {
  return status === 'running' || status === 'paused';
}
