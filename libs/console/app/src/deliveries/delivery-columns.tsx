import { Checkbox, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Delivery } from '../api/types.js';
import { aboveRowLink, rowLink, type Column } from '../components/data-table.js';
import { Mark, MarkedName } from '../components/marked-name.js';
import { StatusBadge } from '../components/status-badge.js';
import { NextAttempt } from '../components/next-attempt.js';
import { Time } from '../components/time.js';
import { formatMilliseconds } from '../lib/format.js';
import classes from './deliveries.module.css';

interface ColumnsOptions {
  /** undefined: the webhook is the same in every row. */
  readonly nameOf?: ((webhookId: string) => string) | undefined;
  readonly selected: ReadonlySet<string>;
  /** undefined: nothing can be selected. */
  readonly onSelect?: ((id: string, isSelected: boolean) => void) | undefined;
}

export function deliveryColumns({ nameOf, selected, onSelect }: ColumnsOptions): readonly Column<Delivery>[] {
  const select: Column<Delivery> = {
    key: 'select',
    header: 'Select',
    quietHeader: true,
    render: ({ id, event_type }) => (
      <Checkbox
        className={aboveRowLink}
        size="xs"
        aria-label={`Select ${event_type} ${id}`}
        checked={selected.has(id)}
        onChange={(event) => onSelect?.(id, event.currentTarget.checked)}
      />
    ),
  };
  return [
    ...(onSelect ? [select] : []),
    {
      key: 'event',
      header: 'Event',
      render: ({ id, event_type, test, replay_of }) => (
        <MarkedName>
          <Link to="/deliveries/$deliveryId" params={{ deliveryId: id }} className={`${rowLink} ph-mono`}>
            <span className="ph-name ph-truncate" title={event_type}>
              {event_type}
            </span>
          </Link>
          {test && <Mark>test</Mark>}
          {replay_of !== undefined && <Mark>replay</Mark>}
        </MarkedName>
      ),
    },
    ...(nameOf ? [webhookColumn(nameOf)] : []),
    {
      key: 'status',
      header: 'Status',
      render: ({ status, failure_reason }) => <StatusBadge status={status} title={failure_reason} />,
    },
    {
      key: 'outcome',
      header: 'Answer',
      hideBelow: 'sm',
      render: ({ status_code, error, status, attempts, next_attempt_at }) => (
        <span className={classes.answer}>
          {status_code !== undefined && <span className="ph-figures">{status_code}</span>}
          {error !== undefined && error !== `HTTP ${status_code}` && (
            <Text span size="xs" c="dimmed" className="ph-truncate" title={error}>
              {error}
            </Text>
          )}
          {status === 'pending' && next_attempt_at !== undefined && (
            <Text span size="xs" c="dimmed">
              <NextAttempt at={next_attempt_at} attempts={attempts} />
            </Text>
          )}
        </span>
      ),
    },
    { key: 'attempts', header: 'Attempts', align: 'right', hideBelow: 'md', render: ({ attempts }) => attempts },
    {
      key: 'time',
      header: 'Response time',
      align: 'right',
      hideBelow: 'md',
      render: ({ response_time_ms }) => formatMilliseconds(response_time_ms),
    },
    { key: 'created', header: 'Created', align: 'right', render: ({ created_at }) => <Time value={created_at} /> },
  ];
}

function webhookColumn(nameOf: (webhookId: string) => string): Column<Delivery> {
  return {
    key: 'webhook',
    header: 'Webhook',
    hideBelow: 'sm',
    render: ({ webhook_id }) => <span className={`${classes.webhook} ph-truncate`}>{nameOf(webhook_id)}</span>,
  };
}
