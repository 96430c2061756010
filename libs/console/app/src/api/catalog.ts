import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.js';
import { PAGE, readAll } from './read-all.js';

/** The whole catalog. */
export const eventTypesQuery = queryOptions({
  queryKey: ['event-types', 'choices'],
  queryFn: async ({ signal }) => ({
    event_types: await readAll(
      (cursor) => answer(api.GET('/v1/event-types', { params: { query: { limit: PAGE, cursor } }, signal })),
      ({ event_types }) => event_types,
    ),
  }),
  staleTime: 60_000,
});

/** Tables whose row changes can be heard. */
export const tablesQuery = queryOptions({
  queryKey: ['tables'],
  queryFn: ({ signal }) => answer(api.GET('/v1/tables', { signal })),
  staleTime: 60_000,
});
