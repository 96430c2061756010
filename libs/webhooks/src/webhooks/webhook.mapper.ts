import { isoSeconds } from '../http/moment.js';
import { formatId } from '../ids/prefixed-id.js';
import { statusOfWebhook, type WebhookRow } from './webhook.row.js';

/** What answers show instead of a value that is write-only; sent back, it keeps the value. */
export const SET = '[set]';

/** A webhook with what was noticed about it, and its secret where an answer may show it. */
export interface ShownWebhook {
  readonly row: WebhookRow;
  readonly warnings: readonly string[];
  readonly secret?: string;
}

/** A webhook as the API shows it. */
export function toWebhookJson({ row, warnings, secret }: ShownWebhook): Record<string, unknown> {
  return {
    id: formatId('hook', row.id),
    project_id: row.project_id === '' ? null : row.project_id,
    external_id: row.external_id,
    name: row.name,
    description: row.description,
    url: row.url,
    events: row.events,
    collections: row.collections,
    tables: row.tables,
    filter: row.filter,
    dialect: row.dialect,
    active: !row.paused && row.disabled_reason === null,
    status: statusOfWebhook(row),
    ...(secret === undefined ? {} : { secret }),
    signing: row.signing,
    headers: Object.fromEntries(row.header_names.map((name) => [name, SET])),
    basic_auth: row.basic_auth_username === null ? null : { username: row.basic_auth_username },
    retry: row.retry,
    timeout_seconds: row.timeout_seconds,
    rate_limit: row.rate_per_second === null ? null : { per_second: row.rate_per_second },
    max_in_flight: row.max_in_flight,
    ordering_key: row.ordering_key,
    metadata: row.metadata,
    disable_after: row.disable_after,
    tls: row.tls_ca === null ? null : { ca: row.tls_ca },
    tls_verify: row.tls_verify,
    consecutive_failures: row.consecutive_failures,
    failing_since: time(row.failing_since),
    last_success_at: time(row.last_success_at),
    last_failure_at: time(row.last_failure_at),
    disabled_reason: row.disabled_reason,
    warnings,
    created_at: isoSeconds(row.created_at),
    updated_at: isoSeconds(row.updated_at),
  };
}

const time = (moment: Date | null): string | null => (moment === null ? null : isoSeconds(moment));
