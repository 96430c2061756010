import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.js';

/**
 * What the server has refused is not asked again; what did not reach it is, twice. Whether the browser thinks that there
 * is a network says nothing: a console on localhost works without one, and what was clicked offline must fail there and
 * then, not be sent by itself when the network is back.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400),
    },
  },
});
