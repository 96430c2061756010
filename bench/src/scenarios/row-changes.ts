import pg from 'pg';
import { fromPg, migrate } from '@posthorn/database';
import { TableChanges } from '@posthorn/table-changes';
import { tableChangesMigrations } from '@posthorn/table-changes/migrations';
import { webhooksMigrations } from '@posthorn/webhooks/migrations';
import { ratiosOf, row, type BenchContext, type Row, type RowInput, type Scenario } from '../support/scenario.js';

const COLUMNS = `id bigint generated always as identity primary key, project_id text not null, customer text not null,
  amount numeric(12,2) not null, note text, meta jsonb, created_at timestamptz not null default now(), updated_at timestamp`;
const FIELDS = 'project_id, customer, amount, note, meta';
const VALUES = `'bench', 'customer ' || i, i * 1.5, 'a note of some length', '{"source": "shop", "items": [1, 2, 3]}'`;

interface Work {
  readonly subject: string;
  /** Before each measurement. */
  readonly before: (table: string) => string;
  readonly statement: (table: string) => string;
  /** Statements of one measurement. */
  readonly times: number;
  /** The statement uses up what `before` made: it is made again each time. */
  readonly consumes?: true;
}

/** What triggers cost the statements of a watched table. */
export const rowChanges: Scenario = {
  name: 'row-changes',
  title: 'Row changes',
  method:
    'The same statements on two equal tables of eight columns, one of them watched, by one connection, each in a ' +
    'transaction of its own. In every round both are measured one after the other, in turns, and the ratio is taken ' +
    'within the round. No webhook listens and nothing is delivered: this is what the writer pays.',
  async run(context: BenchContext): Promise<readonly Row[]> {
    const url = await context.server.posthorn('row_changes');
    const client = new pg.Client({ connectionString: url });
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    await client.connect();
    try {
      const migrations = [...(await webhooksMigrations()), ...(await tableChangesMigrations())];
      await migrate(fromPg(pool), { migrations });
      for (const table of ['plain', 'watched']) await client.query(`create table ${table} (${COLUMNS})`);
      const changes = new TableChanges(fromPg(pool), { tables: ['public.watched'] });
      await changes.applyRules();
      await changes.watch('public.watched');
      const rows: Row[] = [];
      for (const work of works(context)) rows.push(...(await compare(context, client, work)));
      return rows;
    } finally {
      await client.end();
      await pool.end();
      await context.server.drop('row_changes');
    }
  },
};

function works(context: BenchContext): readonly Work[] {
  const times = context.size(2000, 100);
  const many = context.size(10_000, 1000);
  const fill = (table: string, rows: number): string =>
    `truncate ${table}; insert into ${table} (${FIELDS}) select ${VALUES} from generate_series(1, ${rows}) i`;
  return [
    {
      subject: 'INSERT of one row',
      before: (table) => `truncate ${table}`,
      statement: (table) => `insert into ${table} (${FIELDS}) select ${VALUES} from generate_series(1, 1) i`,
      times,
    },
    {
      subject: 'UPDATE of one row',
      before: (table) => fill(table, 1),
      statement: (table) => `update ${table} set amount = amount + 1`,
      times,
    },
    {
      subject: `INSERT of ${many.toLocaleString('en')} rows`,
      before: (table) => `truncate ${table}`,
      statement: (table) => `insert into ${table} (${FIELDS}) select ${VALUES} from generate_series(1, ${many}) i`,
      times: 3,
    },
    {
      subject: `UPDATE of ${many.toLocaleString('en')} rows`,
      before: (table) => fill(table, many),
      statement: (table) => `update ${table} set amount = amount + 1`,
      times: 3,
    },
    {
      subject: `DELETE of ${many.toLocaleString('en')} rows`,
      before: (table) => fill(table, many),
      statement: (table) => `delete from ${table}`,
      times: 3,
      consumes: true,
    },
  ];
}

async function compare(context: BenchContext, client: pg.Client, work: Work): Promise<readonly Row[]> {
  context.step(work.subject);
  const figures: Record<'plain' | 'watched', number[]> = { plain: [], watched: [] };
  for (let round = 0; round < context.rounds; round += 1) {
    const order = round % 2 === 0 ? (['plain', 'watched'] as const) : (['watched', 'plain'] as const);
    for (const table of order) figures[table].push(await measure(client, work, table));
    context.progress(round + 1, context.rounds);
  }
  const line = (subject: string, rounds: readonly number[], more: Partial<RowInput> = {}): Row =>
    row({ subject, unit: 'ms', rounds, ...more });
  return [
    line(`${work.subject}, plain table`, figures.plain),
    line(`${work.subject}, watched table`, figures.watched, {
      ratios: ratiosOf(figures.watched, figures.plain),
      against: 'plain table',
    }),
  ];
}

/** Milliseconds of one statement. */
async function measure(client: pg.Client, work: Work, table: string): Promise<number> {
  await client.query(work.before(table));
  await client.query('truncate posthorn.events, posthorn.outbox');
  const statement = work.statement(table);
  await client.query(statement);
  let took = 0;
  for (let time = 0; time < work.times; time += 1) {
    if (work.consumes) await client.query(work.before(table));
    const started = performance.now();
    await client.query(statement);
    took += performance.now() - started;
  }
  return took / work.times;
}
