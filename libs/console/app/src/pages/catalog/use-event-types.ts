import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import type { EventType } from '../../api/types.js';

const PAGE = 200;
/** More types than anybody could look through; past them the search would have to be the server's. */
const MAX_PAGES = 10;

/** The whole catalog, by name. */
export function useEventTypes() {
  return useQuery({
    queryKey: ['event-types', 'all'],
    queryFn: async ({ signal }) => {
      const types: EventType[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
        const { event_types, next_cursor } = await answer(api.GET('/v1/event-types', { params: { query }, signal }));
        types.push(...event_types);
        if (!next_cursor) break;
        cursor = next_cursor;
      }
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
