import { createHash } from 'node:crypto';
import { insertInTransaction, type JoinedTransaction, type Queryable } from '@posthorn/database';
import type { EventEnvelope, PublishBatch, StoredEvent, StoreReceipt, TransactionHandle } from '@posthorn/event-bus';
import type { EngineStatements } from '../engine/engine-statements.js';
import { DAY_MS } from '../common/clock.js';
import { dayOfUuid } from '../ids/uuid-v7.js';
import { formatId, parseId } from '../ids/prefixed-id.js';
import { PublishConflictError, PublishTargetError } from './publish.errors.js';

/** An event as it is stored. `details` and `invalidReason` are for events that do not come from the typed bus. */
export interface EventToStore extends EventEnvelope {
  /** `{kind: 'change' | 'operational', change, appwrite, test, traceparent}`: what is not part of the payload. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Stored and shown, never delivered. */
  readonly invalidReason?: string;
}

export interface OutboxWriterDeps {
  /** For what happens after the transaction: never used inside of it. */
  readonly database: Queryable;
  readonly statements: EngineStatements;
  /** After the end of every transaction that published: the in-process wake and the NOTIFY. Must not throw. */
  readonly onCommitted: () => void;
}

/** What publish-keyed.sql says of each row. The others store all of them, and return one row with the id alone. */
interface StoredRow {
  readonly id?: string;
  readonly duplicate?: boolean;
  readonly clash?: boolean;
  readonly xid: string;
}

/** A row of ensure-day.sql. */
interface DayRow {
  readonly uncommitted: boolean;
}

/**
 * The in-transaction subscriber of the bus: stores the events of a batch and their outbox rows with one statement, in
 * the caller's transaction.
 */
export class OutboxWriter {
  /** Days since 1970 whose partitions are known to exist. */
  private readonly days = new Set<number>();

  constructor(private readonly deps: OutboxWriterDeps) {}

  /** To be registered with the bus. */
  readonly subscriber = (batch: PublishBatch): void => {
    batch.waitUntil(this.store(batch.transaction, batch.envelopes));
  };

  /** The housekeeping has made or seen the partitions of these days (`YYYY-MM-DD`). */
  knowDays(days: Iterable<string>): void {
    for (const day of days) this.days.add(Date.parse(day) / DAY_MS);
  }

  /**
   * Stores events in the caller's transaction.
   * @throws PublishConflictError nothing of the batch is stored
   * @throws PublishTargetError `schema_missing`, `schema_forbidden`
   * @throws DatabaseError `not_in_transaction`
   */
  async store(transaction: TransactionHandle, events: readonly EventToStore[]): Promise<StoreReceipt> {
    if (events.length === 0) return { events: [], xid: '', confirm: () => Promise.resolve(new Set()) };
    const batch = uniqueKeys(events);
    const rows = await this.insert(transaction, batch);
    const clash = rows.findIndex((row) => row.clash === true);
    if (clash >= 0) {
      await transaction.query(this.deps.statements.forgetKeys, [batch.rows.map(({ id }) => id)]);
      throw new PublishConflictError(batch.rows[clash]?.key ?? '');
    }
    const xid = rows[0]?.xid ?? '';
    transaction.onEnd(xid, this.deps.onCommitted);
    return {
      events: batch.positions.map(({ row, repeated }): StoredEvent => {
        const stored = batch.keyed ? rows[row] : undefined;
        return {
          id: formatId('evt', stored?.id ?? batch.rows[row]?.id ?? ''),
          duplicate: repeated || stored?.duplicate === true,
        };
      }),
      xid,
      confirm: (ids) => this.confirm(ids),
    };
  }

  private async insert(transaction: TransactionHandle, { rows, keyed }: UniqueBatch): Promise<readonly StoredRow[]> {
    const { statements } = this.deps;
    const [only] = rows;
    const [statement, values] =
      rows.length === 1 && only !== undefined && !keyed
        ? [statements.publishOne, valuesOf(only)]
        : [keyed ? statements.publishKeyed : statements.publish, [JSON.stringify(rows)]];
    const missing = new Set(rows.map(({ id }) => dayOfUuid(id)).filter((day) => !this.days.has(day)));
    try {
      if (missing.size > 0) await this.ensureDays(transaction, missing);
      return (await insertInTransaction<StoredRow>(transaction satisfies JoinedTransaction, statement, values)).rows;
    } catch (error) {
      // A day that was made by a transaction that rolled back may be believed in wrongly: look again next time.
      this.days.clear();
      throw PublishTargetError.of(error);
    }
  }

  /** Which of these events (`evt_…`) exist now. */
  async confirm(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const uuids = ids.map((id) => parseId('evt', id)).filter((id) => id !== null);
    const { rows } = await this.deps.database.query<{ id: string }>(this.deps.statements.confirmEvents, [uuids]);
    return new Set(rows.map(({ id }) => formatId('evt', id)));
  }

  /**
   * Housekeeping makes partitions a week ahead, so this finds them: one look per process and day. Where it has not
   * run, the publisher makes the day itself, in its own transaction, before the insert: a partition cannot be attached
   * by the statement that inserts into it.
   */
  private async ensureDays(transaction: TransactionHandle, days: Iterable<number>): Promise<void> {
    for (const day of days) {
      const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
      const { rows } = await transaction.query<DayRow>(this.deps.statements.ensureDay, [date]);
      // Made in this transaction, it exists only if that commits: believed when a later one finds it.
      if (rows[0]?.uncommitted === false) this.days.add(day);
    }
  }
}

interface PublishRow {
  readonly n: number;
  readonly id: string;
  readonly project: string;
  readonly type: string;
  readonly version: number;
  readonly occurred_at: string;
  readonly data: string;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly invalid: string | null;
  readonly key?: string;
  readonly digest?: string;
}

interface UniqueBatch {
  readonly rows: readonly PublishRow[];
  readonly keyed: boolean;
  /** For each event of the batch: the row that stores it, and whether an earlier event of the batch made that row. */
  readonly positions: readonly { readonly row: number; readonly repeated: boolean }[];
}

/** A statement can take a key once: repetitions within the batch are settled here. */
function uniqueKeys(events: readonly EventToStore[]): UniqueBatch {
  const rows: PublishRow[] = [];
  const positions: { row: number; repeated: boolean }[] = [];
  const seen = new Map<string, number>();
  for (const event of events) {
    const digest = event.publishKey === undefined ? undefined : publishDigest(event.type, event.data);
    if (event.publishKey !== undefined) {
      const name = JSON.stringify([event.projectId, event.publishKey]);
      const before = seen.get(name);
      if (before !== undefined) {
        if (rows[before]?.digest !== digest) throw new PublishConflictError(event.publishKey);
        positions.push({ row: before, repeated: true });
        continue;
      }
      seen.set(name, rows.length);
    }
    positions.push({ row: rows.length, repeated: false });
    rows.push(toRow(event, rows.length, digest));
  }
  return { rows, keyed: seen.size > 0, positions };
}

function toRow(event: EventToStore, n: number, digest: string | undefined): PublishRow {
  const uuid = parseId('evt', event.id);
  if (uuid === null)
    throw new TypeError(`${JSON.stringify(event.id)} is not an event id (evt_ and a version-7 UUID in hex).`);
  const { details = null, traceparent } = event;
  const row: PublishRow = {
    n,
    id: uuid,
    project: event.projectId ?? '',
    type: event.type,
    version: event.version,
    occurred_at: event.occurredAt.toISOString(),
    data: event.data,
    details: traceparent === undefined ? details : { ...details, traceparent },
    invalid: event.invalidReason ?? null,
  };
  return event.publishKey === undefined ? row : { ...row, key: event.publishKey, digest };
}

/** The parameters of publish-one.sql. */
const valuesOf = ({ id, project, type, version, occurred_at, data, details, invalid }: PublishRow): unknown[] => [
  id,
  project,
  type,
  version,
  occurred_at,
  data,
  details === null ? null : JSON.stringify(details),
  invalid,
];

/** The same as `posthorn.publish` computes in SQL: SHA-256 of type, newline and payload text, hex. */
export function publishDigest(type: string, data: string): string {
  return createHash('sha256').update(`${type}\n${data}`).digest('hex');
}
