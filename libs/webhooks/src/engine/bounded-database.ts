import type {
  Database,
  JoinedTransaction,
  Listening,
  ListenHandlers,
  Queryable,
  QueryResult,
} from '@posthorn/database';

/**
 * A database of which at most so many connections are used at a time, whatever pool lies behind it: the host's pool is
 * the host's, and relay and dispatcher could fill it. Statements beyond the limit wait here, first come first served.
 * LISTEN has a connection of its own and does not count.
 */
export class BoundedDatabase implements Database {
  readonly client: string;
  readonly listen?: (channel: string, handlers: ListenHandlers) => Promise<Listening>;
  private used = 0;
  private readonly waiting: (() => void)[] = [];
  private part: BoundedDatabase | undefined;

  /** @param limit statements and transactions at a time; at least one */
  constructor(
    private readonly inner: Database,
    private readonly limit: number,
  ) {
    this.client = inner.client;
    if (inner.listen !== undefined) this.listen = inner.listen.bind(inner);
  }

  /** The same limit for everybody who asks for the same database; one that is bounded already stays as it is. */
  static of(database: Database, limit: number): BoundedDatabase {
    return database instanceof BoundedDatabase ? database : new BoundedDatabase(database, Math.max(1, limit));
  }

  /** For what can wait: half of the connections, so that a long statement of it never keeps leases from renewal. */
  half(): BoundedDatabase {
    return (this.part ??= new BoundedDatabase(this, Math.max(1, Math.floor(this.limit / 2))));
  }

  async query<Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    if (this.used >= this.limit) await this.turn();
    else this.used++;
    try {
      return await this.inner.query<Row>(text, values);
    } finally {
      this.free();
    }
  }

  /** `work` must use its own handle only: a statement beside it would wait for the connection that it waits for. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    if (this.used >= this.limit) await this.turn();
    else this.used++;
    try {
      return await this.inner.transaction(work);
    } finally {
      this.free();
    }
  }

  /** On the caller's connection, which is not one of ours. */
  join(tx: unknown): JoinedTransaction {
    return this.inner.join(tx);
  }

  private turn(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The connection goes to who has waited longest, without being free in between. */
  private free(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.used--;
    else next();
  }
}
