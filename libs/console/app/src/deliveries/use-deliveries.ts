import type { InfiniteData } from '@tanstack/react-query';
import { answer, api } from '../api/client.js';
import { queryClient } from '../api/query-client.js';
import type { Delivery } from '../api/types.js';
import { usePages } from '../api/use-pages.js';
import { queryOf, type DeliverySearch } from './delivery-search.js';
import { PAGE_SIZE, withEnded, type DeliveryPage } from './with-ended.js';

/** Which deliveries: of one webhook, of one event, of a project, or all that the session may see. */
export interface DeliveryScope {
  readonly webhookId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly projectId?: string | undefined;
}

export function deliveriesKey(scope: DeliveryScope, search: DeliverySearch) {
  return ['deliveries', 'list', scope, search] as const;
}

/** Newest first. While nothing is tailed, what is shown is read again every 15 s. */
export function useDeliveries(scope: DeliveryScope, search: DeliverySearch, tailed: boolean) {
  return usePages<DeliveryPage, Delivery>({
    queryKey: deliveriesKey(scope, search),
    read: (cursor, signal) => {
      const { webhookId: webhook_id, eventId: event_id, projectId: project_id } = scope;
      const query = { ...queryOf(search), webhook_id, event_id, project_id, cursor, limit: PAGE_SIZE };
      return answer(api.GET('/v1/deliveries', { params: { query }, signal }));
    },
    rows: (page) => page.deliveries,
    refetchInterval: tailed ? false : 15_000,
  });
}

/** Puts deliveries that have just ended into a list. */
export function showDeliveries(scope: DeliveryScope, search: DeliverySearch, ended: readonly Delivery[]): void {
  queryClient.setQueryData<InfiniteData<DeliveryPage>>(
    deliveriesKey(scope, search),
    (known) => known && withEnded(known, ended),
  );
}
