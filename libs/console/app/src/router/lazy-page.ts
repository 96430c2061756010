import { lazyRouteComponent } from '@tanstack/react-router';
import { answer, api } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';

/**
 * A page whose code comes when it is first asked for. Code that is not there means a newer version, and the router loads
 * the console anew; while the server is away that would put the browser's own error page in its place, for good.
 */
export function lazyPage<T extends Record<string, React.ComponentType>, K extends keyof T & string>(
  load: () => Promise<T>,
  name: K,
) {
  return lazyRouteComponent(async () => {
    try {
      return await load();
    } catch (error) {
      await answer(api.GET('/v1/session')).catch((problem: unknown) => {
        if (problem instanceof ApiProblem && problem.status === 0) throw problem;
      });
      throw error;
    }
  }, name);
}
