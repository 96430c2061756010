import { createRootRoute, retainSearchParams } from '@tanstack/react-router';
import { NotFound } from '../shell/not-found.js';
import { PageFault } from '../shell/page-fault.js';
import { Shell } from '../shell/shell.js';
import { textOf } from './search.js';

export interface RootSearch {
  /** The project that an admin looks at. It stays in the address from page to page, so that a link can be sent. */
  readonly project?: string;
}

export const rootRoute = createRootRoute({
  validateSearch: (search: Record<string, unknown>): RootSearch => ({ project: textOf(search['project']) }),
  search: { middlewares: [retainSearchParams(['project'])] },
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageFault,
});
