import type { ErrorComponentProps } from '@tanstack/react-router';
import { answer, api } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';
import { ErrorState } from '../components/error-state.js';
import { PageBody } from '../components/page.js';

/** A page that could not be shown: the others still can. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  return (
    <PageBody>
      <ErrorState error={error} onRetry={isAway(error) ? loadAnew : reset} />
    </PageBody>
  );
}

const isAway = (error: unknown): boolean => error instanceof ApiProblem && error.status === 0;

/**
 * The code or the style of the page did not come, and styles are asked for once only. While the server is still away the
 * browser would put its own error page here.
 */
function loadAnew(): void {
  answer(api.GET('/v1/session')).then(reload, (problem: unknown) => {
    if (!isAway(problem)) reload();
  });
}

const reload = (): void => window.location.reload();
