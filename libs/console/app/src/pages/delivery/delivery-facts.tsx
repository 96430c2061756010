import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DeliveryDetail } from '../../api/types.js';
import { Facts } from '../../components/facts.js';
import { IdText } from '../../components/id-text.js';
import { Time } from '../../components/time.js';
import { formatMilliseconds } from '../../lib/format.js';
import { shortId } from '../../lib/short-id.js';

export function DeliveryFacts({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { id, attempts, status_code, response_time_ms, created_at, delivered_at, next_attempt_at, replay_of } =
    delivery;
  return (
    <Facts
      facts={[
        { label: 'Delivery', value: <IdText value={id} short /> },
        { label: 'Attempts', value: attempts },
        { label: 'Status code', value: status_code ?? '–' },
        { label: 'Response time', value: formatMilliseconds(response_time_ms) },
        { label: 'Created', value: <Time value={created_at} mode="exact" /> },
        ...(delivered_at === undefined
          ? []
          : [{ label: 'Delivered', value: <Time value={delivered_at} mode="exact" /> }]),
        ...(next_attempt_at === undefined
          ? []
          : [{ label: 'Next attempt', value: <Time value={next_attempt_at} mode="exact" /> }]),
        ...(replay_of === undefined
          ? []
          : [
              {
                label: 'Replay of',
                value: (
                  <Anchor component={Link} to={`/deliveries/${replay_of}`} size="sm" className="ph-mono">
                    {shortId(replay_of)}
                  </Anchor>
                ),
              },
            ]),
      ]}
    />
  );
}
