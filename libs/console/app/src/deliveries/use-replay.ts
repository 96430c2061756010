import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../api/client.js';
import { queryClient } from '../api/query-client.js';

/** At most so many are replayed with one request. */
export const MAX_SELECTED = 100;

/** Sends one delivery again, as a new one. */
export function useReplay() {
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/v1/deliveries/{id}/replay', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['deliveries'] }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not replayed', message: error.message }),
  });
}

/** Sends many again and says how many could not be. */
export function useReplayAll() {
  return useMutation({
    mutationFn: (ids: readonly string[]) => answer(api.POST('/v1/deliveries/replay', { body: { ids: [...ids] } })),
    onSuccess: ({ results }) => {
      const refused = results.filter(({ error }) => error !== undefined);
      const count = results.length - refused.length;
      notifications.show({
        color: refused.length > 0 ? 'yellow' : 'green',
        title: `${count} ${count === 1 ? 'delivery is' : 'deliveries are'} sent again`,
        message: refused.length > 0 ? `${refused.length} could not be: ${refused[0]?.error?.message ?? ''}` : '',
      });
      return queryClient.invalidateQueries({ queryKey: ['deliveries'] });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Not replayed', message: error.message }),
  });
}
