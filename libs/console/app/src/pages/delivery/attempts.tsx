import { Accordion, Text } from '@mantine/core';
import type { Attempt, Delivery } from '../../api/types.js';
import { NextAttempt } from '../../components/next-attempt.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Time } from '../../components/time.js';
import { attemptSentence } from '../../lib/delivery-text.js';
import { formatMilliseconds, formatSeconds } from '../../lib/format.js';
import { AttemptDetail } from './attempt-detail.js';
import classes from './delivery.module.css';

interface AttemptsProps {
  readonly attempts: readonly Attempt[];
  readonly delivery: Delivery;
}

/** What was tried, with the waits between; each opens to what was sent and answered. */
export function Attempts({ attempts, delivery }: AttemptsProps) {
  if (attempts.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {delivery.status === 'skipped' ? 'Nothing was sent.' : 'None yet.'}
      </Text>
    );
  }
  const slowest = Math.max(...attempts.map(({ response_time_ms }) => response_time_ms), 1);
  return (
    <>
      <Accordion
        multiple
        defaultValue={[attempts.at(-1)?.id ?? '']}
        // Of a thousand attempts the details of those alone that are open.
        keepMounted={false}
        order={3}
        classNames={{ item: classes.item ?? '', control: classes.control ?? '', content: classes.content ?? '' }}
      >
        {attempts.map((attempt, index) => (
          <Accordion.Item key={attempt.id} value={attempt.id}>
            <Wait before={attempts[index - 1]} attempt={attempt} />
            <Accordion.Control>
              <Summary attempt={attempt} slowest={slowest} />
            </Accordion.Control>
            <Accordion.Panel>
              <AttemptDetail attempt={attempt} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      {delivery.status === 'pending' && delivery.next_attempt_at !== undefined && (
        <p className={classes.wait}>
          Attempt {attempts.length + 1}: <NextAttempt at={delivery.next_attempt_at} attempts={attempts.length} />
        </p>
      )}
    </>
  );
}

function Summary({ attempt, slowest }: { readonly attempt: Attempt; readonly slowest: number }) {
  const { number, outcome, status_code, started_at, response_time_ms } = attempt;
  return (
    <div className={classes.summary}>
      <span className={classes.number}>{number}</span>
      <StatusBadge status={outcome} />
      <span className={classes.code}>{status_code ?? '–'}</span>
      <span className={classes.sentence}>{attemptSentence(attempt)}</span>
      <span className={classes.duration}>
        <span
          className={classes.bar}
          data-tone={outcome === 'success' ? 'success' : 'failed'}
          style={{ width: `${Math.max(3, (response_time_ms / slowest) * 100)}%` }}
        />
        {formatMilliseconds(response_time_ms)}
      </span>
      <span className={classes.started}>
        <Time value={started_at} mode="exact" />
      </span>
    </div>
  );
}

/** From the end of the attempt before. Times are known to the second. */
function Wait({ before, attempt }: { readonly before: Attempt | undefined; readonly attempt: Attempt }) {
  if (!before) return null;
  const ended = Date.parse(before.started_at) + before.response_time_ms;
  const seconds = Math.max(0, Math.round((Date.parse(attempt.started_at) - ended) / 1000));
  return <p className={classes.wait}>waited {formatSeconds(seconds)}</p>;
}
