import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.js';

/** What the server has refused is not asked again; what did not reach it is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400),
    },
  },
});
