import { createRouter } from '@tanstack/react-router';
import { apiKeysRoute } from '../pages/api-keys/route.js';
import { auditRoute } from '../pages/audit/route.js';
import { catalogRoute, eventTypeRoute } from '../pages/catalog/route.js';
import { deliveriesRoute } from '../pages/deliveries/route.js';
import { deliveryRoute } from '../pages/delivery/route.js';
import { eventRoute } from '../pages/event/route.js';
import { eventsRoute } from '../pages/events/route.js';
import { overviewRoute } from '../pages/overview/route.js';
import { recoverRoute } from '../pages/recover/route.js';
import { systemRoute } from '../pages/system/route.js';
import { webhookRoute } from '../pages/webhook/route.js';
import { editWebhookRoute, newWebhookRoute } from '../pages/webhook-form/route.js';
import { webhooksRoute } from '../pages/webhooks/route.js';
import { place } from '../place.js';
import { PageFault } from '../shell/page-fault.js';
import { rootRoute } from './root-route.js';

/** One line for each page; what a page is lies in its folder. */
const routeTree = rootRoute.addChildren([
  overviewRoute,
  webhooksRoute,
  newWebhookRoute,
  webhookRoute,
  editWebhookRoute,
  deliveriesRoute,
  deliveryRoute,
  eventsRoute,
  eventRoute,
  recoverRoute,
  catalogRoute,
  eventTypeRoute,
  apiKeysRoute,
  auditRoute,
  systemRoute,
]);

export const router = createRouter({
  routeTree,
  basepath: place.base === '' ? '/' : place.base,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  // In the place of the page alone: the navigation around it stays.
  defaultErrorComponent: PageFault,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
