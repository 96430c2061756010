/** The application's own transaction, `UsersService.create`, with its event or with a bus that stores nothing. */
import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { fromTypeOrm } from '@posthorn/database';
import type { EventBus } from '@posthorn/event-bus';
import { wakeChannel, WakeNotifier } from '@posthorn/webhooks/engine';
import type { AuditTrail } from '../../../src/audit/index.js';
import { Ids } from '../../../src/common/index.js';
import { Project, ProjectCreated, ProjectsService, projectsSchema } from '../../../src/modules/projects/index.js';
import { UserCreated, UsersService, usersSchema } from '../../../src/modules/users/index.js';
import { openBus } from '../support/bus.js';
import { notifiesOf, transactionsPerSecond, type TransactionLoad } from '../support/load.js';
import { optionsOf } from '../support/told.js';

interface UsersLoad extends TransactionLoad {
  readonly databaseUrl: string;
  readonly publishes: boolean;
}

const options = optionsOf<UsersLoad>();
const dataSource = await new DataSource({
  type: 'postgres',
  url: options.databaseUrl,
  entities: [...projectsSchema.entities, ...usersSchema.entities],
  migrations: [...projectsSchema.migrations, ...usersSchema.migrations],
  poolSize: options.clients + 2,
}).initialize();
await dataSource.runMigrations();

const ids = new Ids();
const database = fromTypeOrm(dataSource);
const notifier = new WakeNotifier(database, wakeChannel('posthorn'));
const real = openBus(database, [ProjectCreated, UserCreated], () => notifier.notify());
const silent = { publish: () => Promise.resolve() } as unknown as EventBus;
const bus = options.publishes ? real : silent;
// Projects are only held here, and nothing of that is audited.
const projects = new ProjectsService(dataSource, bus, ids, {} as AuditTrail);
const users = new UsersService(dataSource, bus, ids, projects);
const project = await dataSource.manager.save(
  dataSource.manager.create(Project, { id: ids.next('proj'), name: 'Bench', description: null, metadata: {} }),
);

let n = 0;
async function transaction(): Promise<void> {
  const email = `ada${n++}@example.com`;
  await users.create({ projectId: project.id, name: 'Ada Lovelace', email, status: 'active' });
}

/** Of all connections, so only while nothing else happens. */
async function statements(): Promise<string[]> {
  const admin = new pg.Client({ connectionString: options.databaseUrl });
  await admin.connect();
  await admin.query('select pg_stat_statements_reset()');
  await dataSource.query(`set pg_stat_statements.track = 'all'`);
  await transaction();
  const { rows } = await admin.query<{ query: string }>('select query from pg_stat_statements');
  await dataSource.query('reset pg_stat_statements.track');
  await admin.end();
  const queries = rows.map(({ query }) => query);
  if (options.publishes && !queries.some((query) => query.includes('outbox'))) {
    throw new Error('The statements of the transaction were not seen.');
  }
  return queries;
}

const texts = await statements();
const perSecond = await transactionsPerSecond(options, transaction);
await notifier.close();
await dataSource.destroy();
process.stdout.write(`${JSON.stringify({ perSecond, notifies: notifiesOf(texts) })}\n`);
process.exit(0);
