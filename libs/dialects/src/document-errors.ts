import type { Problem } from '@posthorn/webhooks';
import { allDialects } from './all-dialects.js';
import type { ErrorAnswer } from './management/answer-error.filter.js';
import type { DialectPlugin, RoutedRequest } from './management/dialect-management.js';

/**
 * An error that came before routing (a body that is no JSON, a path that nobody serves) in the form of the API that the
 * request was for. For a host's global filter: those of the controllers see what happens behind the routing only.
 * @returns undefined when the request is for none of the documents' APIs
 */
export function documentErrorAnswer(
  request: RoutedRequest,
  problem: Problem,
  dialects: readonly DialectPlugin[] = allDialects,
): ErrorAnswer | undefined {
  const routed = { url: request.url ?? '', headers: request.headers };
  for (const { management } of dialects) management?.middleware?.use(routed, undefined, () => undefined);
  const [path = ''] = routed.url.split('?');
  const errors = dialects.map(({ management }) => management?.errors).find((known) => known?.path.test(path));
  return errors?.answer(problem);
}
