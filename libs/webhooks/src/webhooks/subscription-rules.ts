import { Injectable } from '@nestjs/common';
import { EventTypeNames, type KnownEventTypes } from '../event-types/event-type-names.js';
import { parseSubscription, type SubscriptionIssue } from '../subscriptions/parse-subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { FieldProblem } from '../webhooks.errors.js';
import { SubscriptionTables } from '../tables/subscription-tables.js';
import type { WebhookSettings } from './webhook.input.js';
import type { WebhookSettingsRow } from './webhook.row.js';

/** What a webhook listens for, as it is stored: every entry in the one form that the relay reads. */
export type StoredSubscription = Pick<WebhookSettingsRow, 'events' | 'collections' | 'tables'>;

export interface Judgement {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly string[];
  /** What to store; the same as before where the change does not touch it. */
  readonly subscription: StoredSubscription;
}

/** Judges what a webhook listens for against the event types that are registered and the tables that may be heard. */
@Injectable()
export class SubscriptionRules {
  constructor(
    private readonly types: EventTypeNames,
    private readonly tables: SubscriptionTables,
  ) {}

  /** What a change makes of a subscription. What was stored before and is not touched is not judged again. */
  async check(row: WebhookSettingsRow, unknownEvents: 'refuse' | 'warn', change: WebhookSettings): Promise<Judgement> {
    const touched = [change.events, change.collections, change.tables, change.filter].some(
      (part) => part !== undefined,
    );
    const strict = unknownEvents === 'refuse' && touched;
    const judged = this.judge(row, await this.known(), strict);
    if (!touched) return { ...judged, subscription: row };
    if (judged.problems.length > 0) return judged;
    return { ...judged, problems: await this.tables.problems({ ...row, ...judged.subscription }) };
  }

  /** Event types, and tables if anybody captures their changes. */
  async known(): Promise<KnownEventTypes> {
    const [types, hasTable] = await Promise.all([this.types.known(), this.tables.lookup()]);
    return hasTable ? { ...types, hasTable } : types;
  }

  /** What its owner should know of a stored subscription. `known` saves asking again for each of many. */
  async warnings(row: WebhookSettingsRow, known?: KnownEventTypes): Promise<readonly string[]> {
    const { warnings } = this.judge(row, known ?? (await this.known()), false);
    return [...warnings, ...(await this.tables.warnings(row))];
  }

  private judge(row: WebhookSettingsRow, catalog: KnownEventTypes, strict: boolean): Judgement {
    const { events, collections, tables, filter, dialect } = row;
    const parsed = parseSubscription({ events, collections, tables, filter, dialect }, { catalog, strict });
    if (!parsed.ok) return { problems: parsed.errors.map(toProblem), warnings: [], subscription: row };
    return {
      problems: [],
      warnings: parsed.warnings.map((issue) => `${issue.field}: ${issue.message}`),
      subscription: storedForm(parsed.subscription),
    };
  }
}

function storedForm({ events, collections, tables }: Subscription): StoredSubscription {
  return { events: [...events], collections: [...collections], tables: [...tables] };
}

function toProblem({ field, code, message, nearest }: SubscriptionIssue): FieldProblem {
  return { field, code, message, ...(nearest ? { expected: `for example ${nearest.join(', ')}` } : {}) };
}
