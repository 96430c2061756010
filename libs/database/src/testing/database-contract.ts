import type { ContractCase, DatabaseContractSubject } from './contract-subject.js';
import { prepareTable } from './contract-tools.js';
import { joinCases } from './join-cases.js';
import { listenCases } from './listen-cases.js';
import { queryCases } from './query-cases.js';
import { transactionCases } from './transaction-cases.js';

/**
 * What every adapter of the database port has to do. Its cases are independent of any test runner:
 *
 *     for (const { name, run } of databaseContract(() => subject)) it(name, run);
 *
 * @param subject asked for in each case, so that it may be made in a `beforeAll`
 */
export function databaseContract(subject: () => DatabaseContractSubject): ContractCase[] {
  return [...queryCases, ...transactionCases, ...joinCases, ...listenCases].map(({ name, run }) => ({
    name,
    run: async () => {
      const present = subject();
      await prepareTable(present.database);
      await run(present);
    },
  }));
}
