import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { answer, api } from '../api/client.js';
import { PAGE, readAll } from '../api/read-all.js';
import { useMay, useSession } from './session.js';

const root = getRouteApi('__root__');

/**
 * The project that the page is about: a key's own, or what an admin has chosen, which stands in the address.
 * undefined: all of them.
 */
export function useProjectId(): string | undefined {
  const session = useSession();
  const { project } = root.useSearch();
  return session.kind === 'key' ? (session.project_id ?? undefined) : project;
}

/** The projects that the session can choose from. */
export function useProjects() {
  return useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) =>
      readAll(
        (cursor) => answer(api.GET('/v1/projects', { params: { query: { limit: PAGE, cursor } }, signal })),
        ({ projects }) => projects,
      ),
    staleTime: 60_000,
    enabled: useMay('projects:read'),
  });
}
