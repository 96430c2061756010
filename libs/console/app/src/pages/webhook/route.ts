import { createRoute } from '@tanstack/react-router';
import { deliverySearch, type DeliverySearch } from '../../deliveries/delivery-search.js';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { oneOf } from '../../router/search.js';

export const TABS = ['health', 'logs', 'settings', 'verify'] as const;
export type Tab = (typeof TABS)[number];

export interface WebhookSearch extends DeliverySearch {
  readonly tab?: Tab;
}

export const webhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$webhookId',
  validateSearch: (search: Record<string, unknown>): WebhookSearch => ({
    ...deliverySearch(search),
    tab: oneOf(TABS, search['tab']),
  }),
  component: lazyPage(() => import('./webhook-page.js'), 'WebhookPage'),
});
