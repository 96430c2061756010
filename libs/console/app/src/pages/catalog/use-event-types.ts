import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { PAGE, readAll } from '../../api/read-all.js';

/** The whole catalog, by name. */
export function useEventTypes() {
  return useQuery({
    queryKey: ['event-types', 'all'],
    queryFn: async ({ signal }) => {
      const types = await readAll(
        (cursor) => answer(api.GET('/v1/event-types', { params: { query: { limit: PAGE, cursor } }, signal })),
        ({ event_types }) => event_types,
      );
      return types.sort((a, b) => a.name.localeCompare(b.name, 'en'));
    },
    staleTime: 60_000,
  });
}

export function useEventType(name: string) {
  return useQuery({
    queryKey: ['event-types', 'one', name],
    queryFn: ({ signal }) => answer(api.GET('/v1/event-types/{name}', { params: { path: { name } }, signal })),
  });
}
