import { useEffect, useRef, useState } from 'react';
import type { Delivery } from '../api/types.js';
import { place } from '../place.js';
import type { DeliveryScope } from './use-deliveries.js';

export type TailState = 'off' | 'connecting' | 'live';

/** So often what has come is shown: drawing the list for each of many a second would be all that the page does. */
const FLUSH = 250;
/** Before a stream that the server refused, such as one too many, is asked for again. */
const AGAIN = 5000;

/**
 * Watches deliveries as they end. The server closes the stream after a minute and the browser comes back by itself.
 * @param onDeliveries called with those that have come since the last time, oldest first, on the page's own time
 */
export function useLiveTail(
  on: boolean,
  scope: DeliveryScope,
  onDeliveries: (deliveries: readonly Delivery[]) => void,
): TailState {
  const [connected, setConnected] = useState(false);
  const handler = useRef(onDeliveries);
  useEffect(() => {
    handler.current = onDeliveries;
  });
  const { webhookId, projectId } = scope;
  useEffect(() => {
    if (!on) return;
    const query = new URLSearchParams();
    if (webhookId !== undefined) query.set('webhook_id', webhookId);
    if (projectId !== undefined) query.set('project_id', projectId);
    let waiting: Delivery[] = [];
    let source: EventSource;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const connect = (): void => {
      source = new EventSource(`${place.api}/v1/stream?${query.toString()}`, { withCredentials: true });
      source.onopen = () => setConnected(true);
      source.onerror = () => {
        setConnected(false);
        // After an answer that is no stream the browser does not come back by itself.
        if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, AGAIN);
      };
      source.addEventListener('delivery', ({ data }) => waiting.push(JSON.parse(String(data)) as Delivery));
    };
    connect();
    const flush = setInterval(() => {
      if (waiting.length === 0) return;
      handler.current(waiting);
      waiting = [];
    }, FLUSH);
    return () => {
      source.close();
      clearTimeout(retry);
      clearInterval(flush);
      setConnected(false);
    };
  }, [on, webhookId, projectId]);
  if (!on) return 'off';
  return connected ? 'live' : 'connecting';
}
