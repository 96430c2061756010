/** One case of a contract suite; any test runner can run it: `for (const { name, run } of contract) it(name, run)`. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}
