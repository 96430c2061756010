import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { RANGES, type Range } from '../../api/stats.js';
import { oneOf } from '../../router/search.js';

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { range?: Range } => ({ range: oneOf(RANGES, search['range']) }),
  component: lazyPage(() => import('./overview-page.js'), 'OverviewPage'),
});
