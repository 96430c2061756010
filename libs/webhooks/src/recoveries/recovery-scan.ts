import type { Queryable } from '@posthorn/database';
import type { EventTypeConfig } from '../configuration/configuration.js';
import type { DutyStatements } from '../duties/duty-statements.js';
import { loadEvent, type EventColumns } from '../relay/loaded-event.js';
import { normaliseEvents, type PayloadCheck } from '../relay/normaliser.js';
import { mayBeAppwritePattern } from '../subscriptions/appwrite-grammar.js';
import type { MatchOptions, SubscriptionIndex } from '../subscriptions/subscription.js';
import { compileSubscriptions } from '../subscriptions/subscription-index.js';
import type { WebhookRow } from '../webhooks/webhook.row.js';
import type { RecoverableStatus, RecoverySelection } from './recovery.row.js';

/** Part of what a recovery looks through, oldest first. */
export interface RecoveryPage {
  /** Raw ids of events that may have to be sent again. */
  readonly candidates: readonly string[];
  /** The last event that was looked at; null when there was none. */
  readonly end: string | null;
  /** Nothing comes after it. */
  readonly last: boolean;
}

/** What a recovery would send. */
export interface RecoveryCount {
  readonly failed: number;
  readonly skipped: number;
  readonly missing: number;
  readonly expired: number;
  /** False: there is more than was looked through. */
  readonly complete: boolean;
}

/** Rows of one page; with payloads, which have up to 256 KiB each, fewer. */
const PAGE = 1000;
const PAGE_WITH_PAYLOADS = 100;

interface EventTypeRow {
  readonly name: string;
  readonly version: number;
  readonly resource: EventTypeConfig['resource'] | null;
}

/** Finds what a webhook has not been sent, or without success. Matches in memory, a page of events at a time. */
export class RecoveryScan {
  private readonly exact: string[] | null;
  private readonly starts: string[] | null;
  private readonly withPayloads: boolean;
  private listens: Promise<SubscriptionIndex<object>> | undefined;
  private eventTypes = new Map<string, EventTypeConfig>();

  constructor(
    private readonly database: Queryable,
    private readonly statements: DutyStatements,
    private readonly webhook: WebhookRow,
    private readonly selection: RecoverySelection,
    private readonly matching: MatchOptions,
    /** What the catalog says of payloads that SQL published. */
    private readonly check: PayloadCheck,
  ) {
    const { eventTypes } = selection;
    this.exact = eventTypes?.filter((name) => !name.endsWith('.*')) ?? null;
    this.starts = eventTypes?.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -1)) ?? null;
    const { filter, events } = webhook;
    this.withPayloads =
      filter !== null || events.some((entry) => typeof entry === 'string' && mayBeAppwritePattern(entry));
  }

  /** @param after raw id of the last event that was looked at; null: from the beginning */
  page(after: string | null): Promise<RecoveryPage> {
    return this.selection.statuses.includes('missing') ? this.pageOfEvents(after) : this.pageOfDeliveries(after);
  }

  /** @param budget events to look through at most */
  async count(budget: number): Promise<RecoveryCount> {
    const count = { failed: 0, skipped: 0, missing: 0, expired: 0 };
    let looked = 0;
    for (let after: string | null = null; ;) {
      const page: RecoveryPage = await this.page(after);
      const values = [this.webhook.id, page.candidates, this.selection.statuses];
      const { rows } = await this.database.query<CountRow>(this.statements.recoveryCount, values);
      for (const { kind, sendable, expired } of rows) {
        count[kind] += sendable;
        count.expired += expired;
      }
      looked += this.size;
      after = page.end;
      if (page.last || looked >= budget) return { ...count, complete: page.last };
    }
  }

  private get size(): number {
    return this.withPayloads && this.selection.statuses.includes('missing') ? PAGE_WITH_PAYLOADS : PAGE;
  }

  private async pageOfDeliveries(after: string | null): Promise<RecoveryPage> {
    const { rows } = await this.database.query<{ id: string }>(this.statements.recoveryPage, [
      ...this.bounds(after),
      PAGE,
    ]);
    const candidates = rows.map(({ id }) => id);
    return { candidates, end: candidates.at(-1) ?? null, last: rows.length < PAGE };
  }

  private async pageOfEvents(after: string | null): Promise<RecoveryPage> {
    const index = await (this.listens ??= this.compile());
    const { rows } = await this.database.query<EventPageRow>(this.statements.recoveryEventsPage, [
      ...this.bounds(after),
      this.size,
      this.withPayloads,
    ]);
    const { statuses } = this.selection;
    // What was published before the webhook was made is nobody's but ours to send, and the relay may not have been there yet.
    const undelivered = rows.filter((row) => row.status === null);
    const normalised = await normaliseEvents(undelivered, this.database, this.statements, this.check);
    const wanted = rows.filter((row) => {
      if (row.status !== null) return (statuses as readonly string[]).includes(row.status);
      const known = normalised.get(row.event_id);
      if (known !== undefined && known.invalidReason !== null) return false;
      return index.match(loadEvent(row, known?.data ?? row.data, { eventTypes: this.eventTypes }).match).length > 0;
    });
    return {
      candidates: wanted.map((row) => row.event_id),
      end: rows.at(-1)?.event_id ?? null,
      last: rows.length < this.size,
    };
  }

  private bounds(after: string | null): unknown[] {
    const { since, until } = this.selection;
    return [this.webhook.project_id, this.webhook.id, after, since, until, this.exact, this.starts];
  }

  private async compile(): Promise<SubscriptionIndex<object>> {
    const { rows } = await this.database.query<EventTypeRow>(this.statements.loadEventTypes);
    this.eventTypes = new Map(
      rows.map(({ name, version, resource }) => [name, { name, version, resource: resource ?? undefined }]),
    );
    const { project_id, events, collections, tables, filter, dialect } = this.webhook;
    const projectId = project_id === '' ? null : project_id;
    const subscription = { events, collections, tables, filter, dialect };
    return compileSubscriptions([{ projectId, subscription }], this.matching);
  }
}

interface CountRow {
  readonly kind: RecoverableStatus;
  readonly sendable: number;
  readonly expired: number;
}

interface EventPageRow extends EventColumns {
  /** Of its newest delivery to the webhook; null: it has none. */
  readonly status: string | null;
}
