export { databaseContract } from './database-contract.js';
export type { ContractCase, DatabaseContractSubject, HostTransaction } from './contract-subject.js';
