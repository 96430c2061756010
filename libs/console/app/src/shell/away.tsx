import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import { useEffect } from 'react';
import { useAwaySince } from '../api/reachable.js';
import { answer, api } from '../api/client.js';
import { formatMoment } from '../lib/format.js';
import classes from './away.module.css';

const AGAIN = 5000;

/** Says that the figures on the page have grown old, for as long as no request is answered. */
export function Away() {
  const since = useAwaySince();
  return (
    <div role="status">
      {since !== null && (
        <p className={classes.away}>
          <CloudOff size={15} aria-hidden="true" />
          <span>
            The server has not answered since {formatMoment(since)}. What you see is from before; it goes on by itself.
          </span>
          <Knock />
        </p>
      )}
    </div>
  );
}

/** Asks until there is an answer, then everything that is shown is read anew. */
function Knock() {
  const client = useQueryClient();
  useQuery({
    queryKey: ['reachable'],
    queryFn: ({ signal }) => answer(api.GET('/v1/session', { signal })).catch(() => null),
    refetchInterval: AGAIN,
    gcTime: 0,
  });
  useEffect(
    () => () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
    [client],
  );
  return null;
}
