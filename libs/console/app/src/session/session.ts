import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api, setCsrfToken } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import type { components } from '../api/schema.js';

export type Session = components['schemas']['Session'];

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return keep(await answer(api.GET('/v1/session', { signal })));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export function useSessionQuery() {
  return useQuery(sessionQuery);
}

/** The session of whoever is signed in. Only for what is shown to them. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('useSession is for components behind the sign-in.');
  return data;
}

/** Whether the session may do what needs a scope; the server decides, this only spares a button that is refused. */
export function useMay(scope: string): boolean {
  const { kind, scopes } = useSession();
  return kind === 'admin' || !scopes || scopes.includes(scope);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (token: string) => keep(await answer(api.POST('/v1/session', { body: { token } }))),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      await answer(api.DELETE('/v1/session'));
    },
    onSettled: forgetSession,
  });
}

/** Shows the sign-in page, and forgets everything that the last person has seen. */
export function forgetSession(): void {
  setCsrfToken(null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

function keep(session: Session): Session {
  setCsrfToken(session.csrf_token ?? null);
  return session;
}
