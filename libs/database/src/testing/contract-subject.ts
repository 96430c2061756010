import type { Database, Queryable } from '../database.js';

/** One case of a contract suite; any test runner can run it: `it(name, run)`. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** A transaction that the host has opened with its own client. */
export interface HostTransaction extends Queryable {
  /** What a host passes to `publish`: the object of its client. */
  readonly handle: unknown;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** An adapter under test, on a database where it may create a table `posthorn_contract`. */
export interface DatabaseContractSubject {
  readonly database: Database;
  /** Opens a transaction the way a host does. */
  begin(): Promise<HostTransaction>;
}
