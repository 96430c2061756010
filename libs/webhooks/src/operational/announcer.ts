import type { Database, Queryable } from '@posthorn/database';
import type { Duty } from '../duties/duty.js';
import type { DutyStatements } from '../duties/duty-statements.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import { OPERATIONAL_TYPES } from '../event-types/operational-types.js';
import type { EventToStore, OutboxWriter } from '../outbox/outbox-writer.js';
import { PublishConflictError } from '../outbox/publish.errors.js';
import { deliveryExhausted, webhookEvent, type FailedDelivery, type WebhookTransition } from './operational-events.js';
import { OperationalListeners, type Listeners } from './operational-listeners.js';

export interface AnnouncerDeps {
  readonly database: Database;
  readonly statements: DutyStatements;
  readonly writer: OutboxWriter;
  readonly logger: EngineLogger;
}

/** A row of announcements-window.sql. */
interface Window {
  readonly deliveries_until: Date;
  readonly now: Date;
  readonly until: Date;
}

/** What is looked at again, seconds: outcomes are committed milliseconds after the moment that they carry. */
const OVERLAP_SECONDS = 5;
/** More than one write of outcomes has rows, all of which carry one moment. */
const ROWS = 5000;
const EVENTS_PER_STATEMENT = 500;

/**
 * Tells of webhooks that fail, recover or were disabled and of deliveries that have failed for good, as events for
 * those who ask for them. Found by state in the database and not by signals alone, so that nothing is lost with a
 * process and nothing told twice; a signal only makes it immediate.
 */
export class Announcer implements Duty {
  readonly name = 'events about webhooks';
  readonly interval = 5000;
  private readonly listeners: OperationalListeners;

  constructor(private readonly deps: AnnouncerDeps) {
    this.listeners = new OperationalListeners(deps.database, deps.statements);
  }

  async runOnce(): Promise<void> {
    const listeners = await this.listeners.current();
    let more = await this.tell(listeners, OVERLAP_SECONDS);
    while (more) more = await this.tell(listeners, 0);
  }

  /**
   * @param overlap seconds that are looked at again
   * @returns whether there is more to tell
   */
  private tell(listeners: Listeners, overlap: number): Promise<boolean> {
    const { database, statements } = this.deps;
    return database.transaction(async (tx) => {
      const { rows } = await tx.query<Window>(statements.announcementsWindow);
      const [window] = rows;
      if (!window) return false;
      const transitions = await this.transitions(tx, listeners, window.now);
      const failed = listeners.none
        ? { events: [] }
        : await this.failed(tx, listeners, window.deliveries_until, overlap);
      await this.store(tx, [...transitions, ...failed.events]);
      await tx.query(statements.announcementsAdvance, [failed.until ?? window.until]);
      return failed.until !== undefined;
    });
  }

  private async transitions(tx: Queryable, listeners: Listeners, now: Date): Promise<EventToStore[]> {
    const { statements } = this.deps;
    const { rows } = await tx.query<WebhookTransition>(statements.webhookTransitions, [OPERATIONAL_TYPES]);
    if (rows.length === 0) return [];
    const news = rows.map((row) => webhookEvent(row, now));
    await tx.query(statements.noteAnnouncements, [
      rows.map((row) => row.id),
      rows.map((row) => row.project_id),
      rows.map((row) => row.state),
      news.map((event) => event !== undefined),
    ]);
    return news.filter((event) => event !== undefined).filter((event) => heard(listeners, event));
  }

  private async failed(
    tx: Queryable,
    listeners: Listeners,
    since: Date,
    overlap: number,
  ): Promise<{ readonly events: EventToStore[]; readonly until?: Date }> {
    const values = [since, overlap, OPERATIONAL_TYPES, listeners.projects, ROWS];
    const { rows } = await tx.query<FailedDelivery>(this.deps.statements.failedDeliveries, values);
    const last = rows.length === ROWS ? rows.at(-1) : undefined;
    const events = rows.map(deliveryExhausted).filter((event) => heard(listeners, event));
    // What is looked at again may fill a page by itself: then the next one goes on where this one ends, before `since`.
    const isStep = last !== undefined && (overlap > 0 || last.finished_at > since);
    return { events, ...(isStep ? { until: last.finished_at } : {}) };
  }

  private async store(tx: Queryable, events: readonly EventToStore[]): Promise<void> {
    const { database, writer, logger } = this.deps;
    let left = events;
    while (left.length > 0) {
      const batch = left.slice(0, EVENTS_PER_STATEMENT);
      try {
        await writer.store(database.join(tx), batch);
        left = left.slice(batch.length);
      } catch (error) {
        if (!(error instanceof PublishConflictError)) throw error;
        // A host used the key for something of its own: the one event is left out, the others are not held up.
        logger.warn('An event about a webhook cannot be told: its id is taken', { id: error.publishKey });
        left = left.filter((event) => event.publishKey !== error.publishKey);
      }
    }
  }
}

function heard(listeners: Listeners, { projectId, type, data }: EventToStore): boolean {
  return listeners.hear(projectId ?? '', type, data);
}
