import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { textOf } from '../../router/search.js';

export interface CatalogSearch {
  readonly search?: string;
}

export const catalogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalog',
  validateSearch: (search: Record<string, unknown>): CatalogSearch => ({ search: textOf(search['search']) }),
  component: lazyPage(() => import('./catalog-page.js'), 'CatalogPage'),
});

export const eventTypeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalog/$name',
  component: lazyPage(() => import('./event-type-page.js'), 'EventTypePage'),
});
