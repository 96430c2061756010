import { answer, api } from '../../api/client.js';
import type { WebhookQuery } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';

/** The list, kept up to date while it is looked at. */
export function useWebhooks(query: Omit<WebhookQuery, 'cursor'>) {
  return usePages({
    queryKey: ['webhooks', 'list', query],
    read: (cursor, signal) => answer(api.GET('/v1/webhooks', { params: { query: { ...query, cursor } }, signal })),
    rows: (page) => page.webhooks,
    refetchInterval: 15_000,
  });
}
