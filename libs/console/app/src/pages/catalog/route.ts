import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../router/root-route.js';
import { textOf } from '../../router/search.js';

export interface CatalogSearch {
  readonly search?: string;
}

export const catalogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalog',
  validateSearch: (search: Record<string, unknown>): CatalogSearch => ({ search: textOf(search['search']) }),
  component: lazyRouteComponent(() => import('./catalog-page.js'), 'CatalogPage'),
});

export const eventTypeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalog/$name',
  component: lazyRouteComponent(() => import('./event-type-page.js'), 'EventTypePage'),
});
