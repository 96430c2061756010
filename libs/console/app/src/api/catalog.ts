import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.js';

/** The whole catalog: it is a page long. */
export const eventTypesQuery = queryOptions({
  queryKey: ['event-types', 'choices'],
  queryFn: ({ signal }) => answer(api.GET('/v1/event-types', { params: { query: { limit: 200 } }, signal })),
  staleTime: 60_000,
});

/** Tables whose row changes can be heard. */
export const tablesQuery = queryOptions({
  queryKey: ['tables'],
  queryFn: ({ signal }) => answer(api.GET('/v1/tables', { signal })),
  staleTime: 60_000,
});
