import { Button, Group } from '@mantine/core';
import type { Recovery } from '../../api/types.js';
import { formatCount, formatMoment, formatSeconds } from '../../lib/format.js';
import classes from './recover.module.css';

interface CountOfRecoveryProps {
  /** The answer to a dry run. */
  readonly count: Recovery;
  readonly ratePerSecond: number;
  readonly busy: boolean;
  readonly startable: boolean;
  readonly onStart: () => void;
}

/** How many deliveries a selection means, and the button that sends them. */
export function CountOfRecovery({ count, ratePerSecond, busy, startable, onStart }: CountOfRecoveryProps) {
  const found = count.found ?? 0;
  const number = `${formatCount(found)}${count.complete === false ? ' or more' : ''}`;
  const parts = count.statuses.map((status) => `${formatCount(count[status] ?? 0)} ${status}`);
  return (
    <div className={classes.count} role="status">
      <div>
        <p className={classes.number}>{found === 0 ? 'Nothing to send' : `${number} deliveries`}</p>
        <p className={classes.details}>
          {parts.join(', ')}, between {formatMoment(count.since)} and {formatMoment(count.until)}.
          {found > 0 && ` About ${formatSeconds(Math.max(1, found / ratePerSecond))} at this rate.`}
          {count.expired > 0 &&
            ` ${formatCount(count.expired)} more can no longer be sent: their payloads have expired or were erased.`}
        </p>
      </div>
      {found > 0 && (
        <Group gap="xs">
          <Button onClick={onStart} loading={busy} disabled={!startable}>
            Send {number} again
          </Button>
        </Group>
      )}
    </div>
  );
}
