import { isoSeconds } from '../http/moment.js';
import { formatId } from '../ids/prefixed-id.js';
import type { RecoveryCount } from './recovery-scan.js';
import type { RecoveryOutcomes, RecoveryRow, RecoverySelection } from './recovery.row.js';

/** A job as the API shows it. */
export function toRecoveryJson(row: RecoveryRow, outcomes?: RecoveryOutcomes | null): Record<string, unknown> {
  return {
    id: formatId('rec', row.id),
    webhook_id: formatId('hook', row.webhook_id),
    project_id: row.project_id === '' ? null : row.project_id,
    status: row.status,
    ...selectionJson({ ...row, eventTypes: row.event_types }),
    rate_per_second: row.rate_per_second,
    found: row.found,
    queued: row.queued,
    expired: row.expired,
    ...(outcomes ? { outcomes } : {}),
    created_at: isoSeconds(row.created_at),
    finished_at: row.finished_at === null ? null : isoSeconds(row.finished_at),
  };
}

/** What a job would do; nothing was made. */
export function toPreviewJson(webhookId: string, selection: RecoverySelection, count: RecoveryCount): object {
  return {
    dry_run: true,
    webhook_id: formatId('hook', webhookId),
    ...selectionJson(selection),
    found: count.failed + count.skipped + count.missing,
    failed: count.failed,
    skipped: count.skipped,
    missing: count.missing,
    expired: count.expired,
    complete: count.complete,
  };
}

function selectionJson({ since, until, statuses, eventTypes }: RecoverySelection): Record<string, unknown> {
  return { since: isoSeconds(since), until: isoSeconds(until), statuses, event_types: eventTypes };
}
