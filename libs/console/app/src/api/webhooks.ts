import { queryOptions, useQuery } from '@tanstack/react-query';
import { hostOf } from '../lib/webhook-text.js';
import { shortId } from '../lib/short-id.js';
import { answer, api } from './client.js';
import { PAGE, readAll } from './read-all.js';

/** One webhook. */
export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ['webhooks', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/webhooks/{id}', { params: { path: { id } }, signal })),
  });
}

/** Webhooks by name, for other lists and for choosing one. */
export function useWebhookChoices(projectId: string | undefined) {
  return useQuery({
    queryKey: ['webhooks', 'choices', projectId],
    queryFn: ({ signal }) =>
      readAll(
        (cursor) =>
          answer(
            api.GET('/v1/webhooks', { params: { query: { limit: PAGE, project_id: projectId, cursor } }, signal }),
          ),
        ({ webhooks }) => webhooks,
      ),
    staleTime: 60_000,
  });
}

/** What a webhook is called; its id in short when it is not among the choices, as a deleted one. */
export function useWebhookName(projectId: string | undefined): (id: string) => string {
  const { data } = useWebhookChoices(projectId);
  const names = new Map(data?.map(({ id, name, url }) => [id, name || hostOf(url)]));
  return (id) => names.get(id) ?? shortId(id);
}
