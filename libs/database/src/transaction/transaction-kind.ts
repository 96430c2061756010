/** Runs one statement through a client; what comes back is its own. */
export type RawQuery = (text: string, values?: readonly unknown[]) => Promise<unknown>;

/** How the handles of one client are told apart and spoken to. Only the shape of objects is looked at, so none of the clients is imported. */
export interface TransactionKind {
  /** Whether the object is one of this client's, in a transaction or not. */
  recognises(handle: object): boolean;
  /** What is wrong with it when it shows that it is no transaction. */
  objection(handle: object): string | undefined;
  /** Statements through it reject with an error whose `code` is the SQLSTATE. */
  query(handle: object): RawQuery;
  /** The pg client below, where it can be seen: it tells the end of the transaction by itself. */
  connection?(handle: object): unknown;
}
