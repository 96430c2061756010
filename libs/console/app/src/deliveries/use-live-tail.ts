import { useEffect, useRef, useState } from 'react';
import type { Delivery } from '../api/types.js';
import { place } from '../place.js';
import type { DeliveryScope } from './use-deliveries.js';

export type TailState = 'off' | 'connecting' | 'live';

/**
 * Watches deliveries as they end. The server closes the stream after a minute and the browser comes back by itself.
 * @param onDelivery called for each, on the page's own time
 */
export function useLiveTail(on: boolean, scope: DeliveryScope, onDelivery: (delivery: Delivery) => void): TailState {
  const [connected, setConnected] = useState(false);
  const handler = useRef(onDelivery);
  useEffect(() => {
    handler.current = onDelivery;
  });
  const { webhookId, projectId } = scope;
  useEffect(() => {
    if (!on) return;
    const query = new URLSearchParams();
    if (webhookId !== undefined) query.set('webhook_id', webhookId);
    if (projectId !== undefined) query.set('project_id', projectId);
    const source = new EventSource(`${place.api}/v1/stream?${query.toString()}`, { withCredentials: true });
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.addEventListener('delivery', ({ data }) => handler.current(JSON.parse(String(data)) as Delivery));
    return () => {
      source.close();
      setConnected(false);
    };
  }, [on, webhookId, projectId]);
  if (!on) return 'off';
  return connected ? 'live' : 'connecting';
}
