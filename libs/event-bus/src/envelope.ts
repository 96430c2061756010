/** What travels from `publish` to the subscribers: immutable, its payload frozen as text. */
export interface EventEnvelope {
  /** `evt_` + UUIDv7 in hex. */
  readonly id: string;
  /** The host's opaque project id; null for an event of the installation. */
  readonly projectId: string | null;
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Date;
  /** The payload as compact JSON: `JSON.stringify(JSON.parse(data)) === data`, always an object. */
  readonly data: string;
  /** The caller's own id for idempotent publishing (`publish_keys`), if one was given. */
  readonly publishKey?: string;
  /** W3C trace context of the publisher, if there is one. */
  readonly traceparent?: string;
}

/** An object while it is being built. */
export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a subscriber that stores events says of each envelope, in the order of the batch. */
export interface StoredEvent {
  /** The id under which the event is stored: an earlier one when `publishKey` was seen before. */
  readonly id: string;
  readonly duplicate: boolean;
}

export interface StoreReceipt {
  readonly events: readonly StoredEvent[];
  /** `pg_current_xact_id()::text` of the transaction. */
  readonly xid: string;
  /**
   * After the end of the transaction: which of these events exist now. Decides what `committed$` shows.
   * Called once for many: it answers for the events of every receipt of its subscriber, not of this one alone.
   */
  confirm(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * One call of `publish`, handed to the in-transaction subscribers synchronously. A subscriber that needs the
 * transaction calls `waitUntil` before it returns; `publish` resolves when all of those promises have.
 */
export interface PublishBatch {
  readonly envelopes: readonly EventEnvelope[];
  /** The caller's transaction, joined. */
  readonly transaction: TransactionHandle;
  waitUntil(work: Promise<StoreReceipt | void>): void;
}

/** The part of a database adapter that the bus needs. Structurally what `@posthorn/database` offers. */
export interface TransactionHandle {
  query<Row = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number }>;
  onEnd(xid: string, callback: () => void): void;
}

export interface TransactionPort {
  /** @throws an error with code `not_in_transaction` when `tx` is not a transaction of the host's client */
  join(tx: unknown): TransactionHandle;
}
