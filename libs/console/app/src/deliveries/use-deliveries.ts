import type { InfiniteData } from '@tanstack/react-query';
import { answer, api } from '../api/client.js';
import { queryClient } from '../api/query-client.js';
import type { Delivery } from '../api/types.js';
import { usePages } from '../api/use-pages.js';
import { queryOf, type DeliverySearch } from './delivery-search.js';

/** Which deliveries: of one webhook, of one event, of a project, or all that the session may see. */
export interface DeliveryScope {
  readonly webhookId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly projectId?: string | undefined;
}

interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  readonly next_cursor: string | null;
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
      const query = { ...queryOf(search), webhook_id, event_id, project_id, cursor };
      return answer(api.GET('/v1/deliveries', { params: { query }, signal }));
    },
    rows: (page) => page.deliveries,
    refetchInterval: tailed ? false : 15_000,
  });
}

/** Puts a delivery that has just ended on top of a list, or in the place of what was known of it. */
export function showDelivery(scope: DeliveryScope, search: DeliverySearch, delivery: Delivery): void {
  queryClient.setQueryData<InfiniteData<DeliveryPage>>(deliveriesKey(scope, search), (known) => {
    const [first, ...others] = known?.pages ?? [];
    if (!known || !first) return known;
    const isKnown = known.pages.some((page) => page.deliveries.some(({ id }) => id === delivery.id));
    if (!isKnown) {
      return { ...known, pages: [{ ...first, deliveries: [delivery, ...first.deliveries] }, ...others] };
    }
    const replaced = (row: Delivery): Delivery => (row.id === delivery.id ? delivery : row);
    return {
      ...known,
      pages: known.pages.map((page) => ({ ...page, deliveries: page.deliveries.map(replaced) })),
    };
  });
}
