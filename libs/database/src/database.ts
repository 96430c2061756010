/** Rows of one statement. `rowCount` is the number of rows returned or changed. */
export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** Anything that speaks SQL with `$1` parameters. */
export interface Queryable {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/**
 * The caller's transaction, joined: proven to be one of the host's client as far as the client itself can tell.
 * What the client cannot tell (a raw COMMIT, a statement still queued) is settled by `insertInTransaction`.
 */
export interface JoinedTransaction extends Queryable {
  /**
   * Calls back once, soon after the transaction with this id has ended, either way: committed and rolled back
   * are not told apart here. Best effort: never called when the process or the connection dies.
   * @param xid `pg_current_xact_id()::text` as read inside the transaction
   */
  onEnd(xid: string, callback: () => void): void;
}

/** A live LISTEN. It reconnects by itself; `close` ends it. */
export interface Listening {
  close(): Promise<void>;
}

export interface ListenHandlers {
  onNotification(payload: string): void;
  /** After every (re)connect: what was notified before may have been missed. */
  onConnected?(): void;
  onError?(error: unknown): void;
}

/**
 * The one door to PostgreSQL. An adapter wraps the client that the host already has and never creates a pool,
 * changes a session setting or names a prepared statement on a pool that it borrows.
 */
export interface Database extends Queryable {
  readonly client: string;
  /** Runs `work` in a READ COMMITTED transaction of its own; a rejection rolls back. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * Joins the caller's transaction.
   * @throws DatabaseError `not_in_transaction`, naming what to pass, when `tx` is not one
   */
  join(tx: unknown): JoinedTransaction;
  /** Absent when the client cannot hold a connection for LISTEN: polling still works. */
  listen?(channel: string, handlers: ListenHandlers): Promise<Listening>;
}
