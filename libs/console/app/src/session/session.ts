import { focusManager, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { answer, api, setCsrfToken } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import type { components } from '../api/schema.js';

export type Session = components['schemas']['Session'];

/** Nobody is signed in. `endedFor`: whose session has ended by itself, so that they can go on where they were. */
export interface Nobody {
  readonly kind: 'nobody';
  readonly endedFor: Session | null;
}

const NOBODY: Nobody = { kind: 'nobody', endedFor: null };

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | Nobody> => {
    try {
      const before = known();
      const session = keep(await answer(api.GET('/v1/session', { signal })));
      // Somebody else has signed in, in another tab.
      if (before && before.kind !== 'nobody' && identityOf(before) !== identityOf(session)) forgetWhatWasSeen();
      return session;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return nobodyAfter(known());
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export function useSessionQuery() {
  return useQuery(sessionQuery);
}

const SessionContext = createContext<Session | null>(null);
/** Given by the gate to what is behind it. */
export const SessionProvider = SessionContext.Provider;

/** The session of whoever is signed in. Only for what is shown to them. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for components behind the sign-in.');
  return session;
}

/** Whether the session may do what needs a scope; the server decides, this only spares a button that is refused. */
export function useMay(scope: string): boolean {
  const { kind, scopes } = useSession();
  return kind === 'admin' || !scopes || scopes.includes(scope);
}

/** Equal for sessions that see and may do the same. */
export function identityOf({ kind, project_id, scopes }: Session): string {
  return JSON.stringify([kind, project_id, scopes]);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (token: string) => keep(await answer(api.POST('/v1/session', { body: { token } }))),
    onSuccess: (session) => {
      const before = known();
      const goesOn =
        before?.kind === 'nobody' && before.endedFor !== null && identityOf(before.endedFor) === identityOf(session);
      if (!goesOn) forgetWhatWasSeen();
      client.setQueryData(sessionQuery.queryKey, session);
      focusManager.setFocused(undefined);
      if (goesOn) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
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
  forgetWhatWasSeen();
  queryClient.setQueryData(sessionQuery.queryKey, NOBODY);
}

/** Shows the sign-in page over what was being done: whoever signs in again with the same rights goes on with it. */
export function endSession(): void {
  const session = known();
  if (!session || session.kind === 'nobody') return;
  setCsrfToken(null);
  queryClient.setQueryData(sessionQuery.queryKey, nobodyAfter(session));
}

/** The session as the server has it now; its CSRF token unless it has become the session of somebody else. */
export async function renewCsrfToken(): Promise<string | null> {
  const before = known();
  const now = await queryClient.query({ ...sessionQuery, staleTime: 0 });
  if (now.kind === 'nobody' || !before || before.kind === 'nobody') return null;
  return identityOf(now) === identityOf(before) ? now.csrf_token : null;
}

function known(): Session | Nobody | undefined {
  return queryClient.getQueryData(sessionQuery.queryKey);
}

function nobodyAfter(before: Session | Nobody | undefined): Nobody {
  // Nothing is asked for in the background meanwhile: requests without a token are counted against the address.
  if (before) focusManager.setFocused(false);
  return before === undefined ? NOBODY : before.kind === 'nobody' ? before : { kind: 'nobody', endedFor: before };
}

function forgetWhatWasSeen(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

function keep(session: Session): Session {
  setCsrfToken(session.csrf_token ?? null);
  return session;
}
