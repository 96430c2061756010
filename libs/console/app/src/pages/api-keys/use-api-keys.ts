import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { usePages } from '../../api/use-pages.js';
import type { Scope } from './scopes.js';

const keyOf = (projectId: string) => ['api-keys', projectId] as const;

export function useApiKeys(projectId: string) {
  return usePages({
    queryKey: keyOf(projectId),
    read: (cursor, signal) =>
      answer(
        api.GET('/v1/projects/{projectId}/api-keys', {
          params: { path: { projectId }, query: cursor === undefined ? {} : { cursor } },
          signal,
        }),
      ),
    rows: (page) => page.api_keys,
  });
}

export interface NewApiKey {
  readonly name: string;
  /** null: everything in the project. */
  readonly scopes: readonly Scope[] | null;
  readonly expiresAt: Date | null;
}

export function useCreateApiKey(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, scopes, expiresAt }: NewApiKey) =>
      answer(
        api.POST('/v1/projects/{projectId}/api-keys', {
          params: { path: { projectId } },
          body: { name, scopes: scopes && [...scopes], expires_at: expiresAt?.toISOString() ?? null },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(projectId) }),
    // The answer holds the key, which is shown once: nothing keeps it longer than the dialog.
    gcTime: 0,
  });
}

export function useRevokeApiKey(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE('/v1/projects/{projectId}/api-keys/{id}', { params: { path: { projectId, id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(projectId) }),
  });
}
