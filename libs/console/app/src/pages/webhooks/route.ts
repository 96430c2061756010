import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { oneOf, textOf } from '../../router/search.js';

export const WEBHOOK_STATUSES = ['healthy', 'failing', 'paused', 'disabled'] as const;

export interface WebhooksSearch {
  readonly search?: string;
  readonly status?: (typeof WEBHOOK_STATUSES)[number];
}

export const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: (search: Record<string, unknown>): WebhooksSearch => ({
    search: textOf(search['search']),
    status: oneOf(WEBHOOK_STATUSES, search['status']),
  }),
  component: lazyPage(() => import('./webhooks-page.js'), 'WebhooksPage'),
});
