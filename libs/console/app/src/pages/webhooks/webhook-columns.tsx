import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Webhook } from '../../api/types.js';
import { rowLink, type Column } from '../../components/data-table.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Time } from '../../components/time.js';
import { hostOf, selectorText } from '../../lib/webhook-text.js';
import { WebhookSparkline } from './webhook-sparkline.js';
import classes from './webhooks.module.css';

export const webhookColumns: readonly Column<Webhook>[] = [
  {
    key: 'name',
    header: 'Webhook',
    render: ({ id, name, url }) => (
      <div className={classes.name}>
        <Link to="/webhooks/$webhookId" params={{ webhookId: id }} className={rowLink}>
          <span className="ph-truncate">{name || hostOf(url)}</span>
        </Link>
        <Text span size="xs" c="dimmed" className="ph-truncate" title={url}>
          {url}
        </Text>
      </div>
    ),
  },
  { key: 'status', header: 'Status', render: ({ status }) => <StatusBadge status={status} /> },
  {
    key: 'events',
    header: 'Hears',
    hideBelow: 'lg',
    render: ({ events }) => (
      <Text
        span
        size="xs"
        className={`${classes.events} ph-mono ph-truncate`}
        title={events.map(selectorText).join(', ')}
      >
        {events.map(selectorText).join(', ')}
      </Text>
    ),
  },
  { key: 'dialect', header: 'Dialect', hideBelow: 'lg', render: ({ dialect }) => dialect },
  { key: 'activity', header: 'Last 24 h', hideBelow: 'md', render: ({ id }) => <WebhookSparkline webhookId={id} /> },
  { key: 'success', header: 'Last success', hideBelow: 'sm', render: (row) => <Time value={row.last_success_at} /> },
  { key: 'failure', header: 'Last failure', hideBelow: 'sm', render: (row) => <Time value={row.last_failure_at} /> },
];
