import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../components/error-state.js';
import { PageBody } from '../components/page.js';

/** A page that could not be shown: the others still can. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  return (
    <PageBody>
      <ErrorState error={error} onRetry={reset} />
    </PageBody>
  );
}
