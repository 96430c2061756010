import { createRoute } from '@tanstack/react-router';
import { deliverySearch, type DeliverySearch } from '../../deliveries/delivery-search.js';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { textOf } from '../../router/search.js';

export interface DeliveriesSearch extends DeliverySearch {
  readonly webhook?: string;
}

export const deliveriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deliveries',
  validateSearch: (search: Record<string, unknown>): DeliveriesSearch => ({
    ...deliverySearch(search),
    webhook: textOf(search['webhook']),
  }),
  component: lazyPage(() => import('./deliveries-page.js'), 'DeliveriesPage'),
});
