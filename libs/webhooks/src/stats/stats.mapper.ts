import { isoSeconds } from '../http/moment.js';
import { formatId } from '../ids/prefixed-id.js';
import { quantile } from './histogram.js';
import type { Statistics, WebhookStatistics } from './statistics.service.js';
import type { StatisticsRow } from './statistics.store.js';

type Counts = Omit<StatisticsRow, 'start'>;

export function toStatsJson({ since, until, intervalSeconds, rows }: Statistics): Record<string, unknown> {
  return {
    since: isoSeconds(since),
    until: isoSeconds(until),
    interval_seconds: intervalSeconds,
    totals: countsJson(rows.reduce(added, NOTHING)),
    buckets: rows.map((row) => ({ start: isoSeconds(row.start), ...countsJson(row) })),
  };
}

export function toWebhookStatsJson({ since, until, rows }: WebhookStatistics): Record<string, unknown> {
  return {
    since: isoSeconds(since),
    until: isoSeconds(until),
    webhooks: rows.map((row) => ({ webhook_id: formatId('hook', row.webhook_id), ...countsJson(row) })),
  };
}

const NOTHING: Counts = { succeeded: 0, failed: 0, skipped: 0, attempts: 0, response_times: [] };

function added(sum: Counts, row: Counts): Counts {
  const [longer, shorter] =
    sum.response_times.length >= row.response_times.length
      ? [sum.response_times, row.response_times]
      : [row.response_times, sum.response_times];
  return {
    succeeded: sum.succeeded + row.succeeded,
    failed: sum.failed + row.failed,
    skipped: sum.skipped + row.skipped,
    attempts: sum.attempts + row.attempts,
    response_times: longer.map((count, index) => count + (shorter[index] ?? 0)),
  };
}

/** Skipped deliveries were not sent: they are in `deliveries` and not in the rate. */
function countsJson({ succeeded, failed, skipped, attempts, response_times }: Counts): Record<string, unknown> {
  const ended = succeeded + failed;
  return {
    deliveries: ended + skipped,
    success: succeeded,
    failed,
    skipped,
    attempts,
    success_rate: ended === 0 ? null : Math.round((succeeded / ended) * 10_000) / 10_000,
    p50_ms: quantile(response_times, 0.5),
    p95_ms: quantile(response_times, 0.95),
  };
}
