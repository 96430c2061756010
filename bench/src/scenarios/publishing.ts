import { runProgram, compiled } from '../support/child.js';
import type { TransactionLoad } from '../support/load.js';
import { ratiosOf, row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';

interface Load extends TransactionLoad {
  readonly databaseUrl: string;
  readonly publishes: boolean;
}

interface LoadResult {
  readonly perSecond: number;
  /** Statements of one transaction that say NOTIFY, those of functions and triggers included. */
  readonly notifies: number;
}

async function rate(context: BenchContext, worker: string, load: Omit<Load, 'databaseUrl'>): Promise<LoadResult> {
  const databaseUrl = await context.server.posthorn('publishing');
  return runProgram<LoadResult>(compiled(`workers/${worker}`), { databaseUrl, ...load } satisfies Load);
}

interface Pair {
  readonly without: readonly LoadResult[];
  readonly publishing: readonly LoadResult[];
}

async function compare(context: BenchContext, worker: string, clients: number): Promise<Pair> {
  const load = context.quick ? { clients, seconds: 0.5, warmUp: 500 } : { clients, seconds: 3, warmUp: 5000 };
  const pair = { without: [] as LoadResult[], publishing: [] as LoadResult[] };
  for (let round = 1; round <= context.rounds; round++) {
    context.step(`${worker}, ${clients} ${clients === 1 ? 'client' : 'clients'}, round ${round} of ${context.rounds}`);
    pair.without.push(await rate(context, worker, { ...load, publishes: false }));
    pair.publishing.push(await rate(context, worker, { ...load, publishes: true }));
  }
  return pair;
}

function rowsOf({ without, publishing }: Pair, subject: string, least: number): Row[] {
  const unit = 'transactions/s';
  const [theirs, ours] = [without.map(({ perSecond }) => perSecond), publishing.map(({ perSecond }) => perSecond)];
  return [
    row({
      subject,
      unit,
      rounds: ours,
      ratios: ratiosOf(ours, theirs),
      against: 'without its event',
      goal: { of: 'ratio', least },
    }),
    row({ subject: `${subject}: without its event`, unit, rounds: theirs }),
  ];
}

async function run(context: BenchContext): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const notifies: number[] = [];
  try {
    for (const clients of [1, 8, 32]) {
      const pair = await compare(context, 'insert-load', clients);
      rows.push(...rowsOf(pair, `insert and publish, ${clients} ${clients === 1 ? 'client' : 'clients'}`, 0.65));
      notifies.push(...pair.publishing.map((result) => result.notifies));
    }
    const pair = await compare(context, 'users-load', 8);
    rows.push(...rowsOf(pair, 'UsersService.create, 8 clients', 0.85));
    notifies.push(...pair.publishing.map((result) => result.notifies));
  } finally {
    await context.server.drop('publishing');
  }
  return [
    ...rows,
    row({
      subject: 'NOTIFY inside the transaction',
      unit: '',
      rounds: [Math.max(...notifies)],
      goal: { of: 'value', most: 0 },
    }),
  ];
}

export const publishingScenario: Scenario = {
  name: 'publishing',
  title: 'What publishing costs the transaction',
  method:
    'The same pg client and the same round trips (BEGIN, INSERT of one business row, COMMIT), with and without the one ' +
    'for the publish, which checks the payload against the catalog; counted after 5,000 transactions, ' +
    'when the code of both sides is compiled (with `--quick` after 500, when it is not). `UsersService.create` is the ' +
    'transaction of the application, through TypeORM (holds the project, inserts the user), with and without its event.',
  run,
};
