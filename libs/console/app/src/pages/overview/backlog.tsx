import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { Figures } from '../../components/figures.js';
import { formatCount, formatSeconds } from '../../lib/format.js';

/** Counting stops there. */
const MANY = 10_000;
/** Seconds after which waiting is worth a colour. */
const LATE = 60;

/** What waits right now, in the whole installation. */
export function Backlog() {
  const { data } = useQuery({
    queryKey: ['system', 'backlog'],
    queryFn: ({ signal }) => answer(api.GET('/v1/system', { signal })),
    refetchInterval: 5000,
  });
  const { outbox, queue, outbox_lag_seconds: lag, oldest_due_seconds: due } = data?.backlog ?? {};
  const states = data?.webhooks;
  return (
    <section aria-label="Right now">
      <Figures
        figures={[
          {
            label: 'Outbox lag',
            value: lag === undefined ? undefined : formatSeconds(Math.round(lag)),
            note: outbox === undefined ? undefined : `${counted(outbox)} not yet claimed`,
            tone: lag !== undefined && lag > LATE ? 'pending' : undefined,
          },
          {
            label: 'Oldest due',
            value: due === undefined ? undefined : formatSeconds(Math.round(due)),
            note: queue === undefined ? undefined : `${counted(queue)} waiting or retrying`,
            tone: due !== undefined && due > LATE ? 'pending' : undefined,
          },
          {
            label: 'Healthy webhooks',
            value: states && formatCount(states.healthy),
            note: states && `${formatCount(states.paused)} paused`,
          },
          {
            label: 'Failing webhooks',
            value: states && formatCount(states.failing),
            note: states && `${formatCount(states.disabled)} disabled`,
            tone: states && states.failing > 0 ? 'failed' : undefined,
          },
        ]}
      />
    </section>
  );
}

function counted(count: number): string {
  return count >= MANY ? `${formatCount(MANY)} or more` : formatCount(count);
}
