import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.js';

/** How soon what still changes is read again, milliseconds. */
const WATCHED = 3000;

/** One delivery with its request; read again while it is not over. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: ['deliveries', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/deliveries/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? WATCHED : false),
  });
}

/** Its attempts, oldest first. @param attempts how many there are, so that a new one is read */
export function attemptsQuery(id: string, attempts: number) {
  return queryOptions({
    queryKey: ['deliveries', 'attempts', id, attempts],
    queryFn: ({ signal }) => answer(api.GET('/v1/deliveries/{id}/attempts', { params: { path: { id } }, signal })),
  });
}
