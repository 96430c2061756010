import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../router/lazy-page.js';
import { rootRoute } from '../../router/root-route.js';
import { textOf } from '../../router/search.js';

export interface RecoverSearch {
  /** Id of the webhook that the page is about. */
  readonly webhook?: string;
}

export const recoverRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recover',
  validateSearch: (search: Record<string, unknown>): RecoverSearch => ({ webhook: textOf(search['webhook']) }),
  component: lazyPage(() => import('./recover-page.js'), 'RecoverPage'),
});
