import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../router/root-route.js';

export const deliveryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('./delivery-page.js'), 'DeliveryPage'),
});
