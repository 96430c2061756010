import type { Queryable } from '@posthorn/database';
import type { Configuration } from '../configuration/configuration.js';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import { loadEvent, type EventColumns, type LoadedEvent } from './loaded-event.js';
import { normaliseEvents, type PayloadCheck } from './normaliser.js';

export interface LoadingDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly payloadCheck: PayloadCheck | undefined;
}

/** Events as a claim returned them, ready to be matched; null for those that cannot be delivered. */
export async function loadClaimed(
  rows: readonly EventColumns[],
  configuration: Configuration,
  { database, statements, payloadCheck }: LoadingDeps,
): Promise<(LoadedEvent | null)[]> {
  const normalised = await normaliseEvents(rows, database, statements, payloadCheck);
  return rows.map((row) => {
    const fixed = normalised.get(row.event_id);
    const invalid = fixed === undefined ? row.invalid_reason : fixed.invalidReason;
    if (row.type === null || invalid !== null) return null;
    return loadEvent(row, fixed?.data ?? row.data, configuration);
  });
}

/** A webhook hears what was published after it was made (`project.created` is never for a webhook of that project). */
export function wasThere(webhook: WebhookConfig, event: LoadedEvent): boolean {
  return event.sequence > webhook.heardFrom;
}
