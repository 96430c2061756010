import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../router/root-route.js';

export const newWebhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/new',
  component: lazyRouteComponent(() => import('./new-webhook-page.js'), 'NewWebhookPage'),
});

export const editWebhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$webhookId/edit',
  component: lazyRouteComponent(() => import('./edit-webhook-page.js'), 'EditWebhookPage'),
});
