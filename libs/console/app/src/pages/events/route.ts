import { createRoute } from '@tanstack/react-router';
import { momentOf, PERIODS, type Period } from '../../lib/period.js';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { oneOf, textOf } from '../../router/search.js';

export interface EventsSearch {
  readonly type?: string;
  readonly period?: Period;
  readonly since?: string;
  readonly until?: string;
}

export const eventsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/events',
  validateSearch: (search: Record<string, unknown>): EventsSearch => ({
    type: textOf(search['type']),
    period: oneOf(PERIODS, search['period']),
    since: momentOf(search['since']),
    until: momentOf(search['until']),
  }),
  component: lazyPage(() => import('./events-page.js'), 'EventsPage'),
});
