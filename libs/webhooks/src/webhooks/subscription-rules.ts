import { Injectable } from '@nestjs/common';
import { EventTypeNames, type KnownEventTypes } from '../event-types/event-type-names.js';
import { parseSubscription, type SubscriptionIssue } from '../subscriptions/parse-subscription.js';
import type { FieldProblem } from '../webhooks.errors.js';
import type { WebhookSettings } from './webhook.input.js';
import type { WebhookSettingsRow } from './webhook.row.js';

export interface Judgement {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly string[];
}

/** Judges what a webhook listens for against the event types that are registered. */
@Injectable()
export class SubscriptionRules {
  constructor(private readonly types: EventTypeNames) {}

  /** What a change makes of a subscription. What was stored before and is not touched is not judged again. */
  async check(row: WebhookSettingsRow, unknownEvents: 'refuse' | 'warn', change: WebhookSettings): Promise<Judgement> {
    const touched = [change.events, change.collections, change.tables, change.filter].some(
      (part) => part !== undefined,
    );
    const strict = unknownEvents === 'refuse' && touched;
    return this.judge(row, await this.types.known(), strict);
  }

  registered(): Promise<KnownEventTypes> {
    return this.types.known();
  }

  async warnings(row: WebhookSettingsRow): Promise<readonly string[]> {
    return this.warningsOf(row, await this.types.known());
  }

  warningsOf(row: WebhookSettingsRow, types: KnownEventTypes): readonly string[] {
    return this.judge(row, types, false).warnings;
  }

  private judge(row: WebhookSettingsRow, catalog: KnownEventTypes, strict: boolean): Judgement {
    const { events, collections, tables, filter, dialect } = row;
    const parsed = parseSubscription({ events, collections, tables, filter, dialect }, { catalog, strict });
    if (parsed.ok)
      return { problems: [], warnings: parsed.warnings.map((issue) => `${issue.field}: ${issue.message}`) };
    return { problems: parsed.errors.map(toProblem), warnings: [] };
  }
}

function toProblem({ field, code, message, nearest }: SubscriptionIssue): FieldProblem {
  return { field, code, message, ...(nearest ? { expected: `for example ${nearest.join(', ')}` } : {}) };
}
