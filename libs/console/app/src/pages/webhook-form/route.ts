import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';

export const newWebhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/new',
  component: lazyPage(() => import('./new-webhook-page.js'), 'NewWebhookPage'),
});

export const editWebhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$webhookId/edit',
  component: lazyPage(() => import('./edit-webhook-page.js'), 'EditWebhookPage'),
});
