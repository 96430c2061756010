// A dispatcher process: the real engine, the real guarded sender, a pool of its own. Its stop points wrap the ports
// that a host hands over, so that nothing in the product knows of them.
import { fromPg, type Database } from '@posthorn/database';
import { createSender, type Sender } from '@posthorn/egress';
import {
  createDeliveryEngine,
  DialectRegistry,
  Housekeeping,
  loadEngineStatements,
  uuidV7,
  type EngineLogger,
  type PartialEngineOptions,
} from '@posthorn/webhooks/engine';
import pg from 'pg';
import { orderDialect, secretBox } from './shared.js';
import { given, say } from './talk.js';

export interface WorkerProgram {
  readonly databaseUrl: string;
  readonly engine?: PartialEngineOptions;
  /** False: no LISTEN, as behind a pooler. */
  readonly listen?: boolean;
  readonly applicationName?: string;
  /**
   * kill -9 of itself. `claimed`: the claim is stored, no connection is made. `recording`: answered, the outcomes are
   * about to be written. `recorded`: they are written, the process does not know.
   */
  readonly dieAt?: 'claimed' | 'recording' | 'recorded';
  /** Does the housekeeping too, so often (ms). */
  readonly housekeeping?: number;
  /** A payload that ends the process that sends it, as one that runs out of memory would. */
  readonly poison?: string;
}

const options = given<WorkerProgram>();

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal is under way; nothing more may happen here.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

function deadlySender(inner: Sender): Sender {
  return {
    send: (request) => {
      if (options.dieAt === 'claimed') die();
      if (options.poison !== undefined && request.body.includes(options.poison)) die();
      return inner.send(request);
    },
    close: () => inner.close(),
  };
}

function deadlyDatabase(inner: Required<Database>): Database {
  const { finish, finishSuccesses } = loadEngineStatements('posthorn');
  const isFinish = (text: string): boolean => text === finish || text === finishSuccesses;
  return {
    client: inner.client,
    query: async (text, values) => {
      if (options.dieAt === 'recording' && isFinish(text)) die();
      const result = await inner.query<never>(text, values);
      if (options.dieAt === 'recorded' && isFinish(text)) die();
      return result;
    },
    transaction: (work) => inner.transaction(work),
    join: (tx) => inner.join(tx),
    ...(options.listen === false
      ? {}
      : ({ listen: (channel, handlers) => inner.listen(channel, handlers) } satisfies Partial<Database>)),
  };
}

const log =
  (level: string) =>
  (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const { error, ...rest } = fields;
    say({
      log: level,
      message,
      ...rest,
      ...(error === undefined ? {} : { error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' }),
    });
  };
const logger: EngineLogger = { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') };

const pool = new pg.Pool({
  connectionString: options.databaseUrl,
  max: 4,
  application_name: options.applicationName ?? 'posthorn-worker',
});
const sender = createSender({ allowHttp: true, allowedAddresses: ['127.0.0.0/8'], denyOwnAddresses: false });
const database = deadlyDatabase(fromPg(pool));
const engine = createDeliveryEngine({
  database,
  sender: deadlySender(sender),
  dialects: new DialectRegistry([orderDialect]),
  secretBox,
  clock: { now: () => new Date() },
  random: Math.random,
  newUuid: uuidV7,
  schema: 'posthorn',
  // The receiver knows from `User-Agent: Posthorn/<process id>` whom to kill.
  options: { ...options.engine, version: String(process.pid) },
  logger,
  observer: {
    leaseLost: (outcomes) => say({ refused: outcomes }),
    leasesReaped: (report) => say({ reaped: report.leases, events: report.events, deliveries: report.deliveries }),
  },
});

const housekeeping =
  options.housekeeping === undefined
    ? undefined
    : new Housekeeping({
        database,
        statements: loadEngineStatements('posthorn'),
        logger,
        clock: { now: () => new Date() },
        options: { interval: options.housekeeping },
      });

process.on('SIGTERM', () => {
  const startedAt = performance.now();
  void Promise.all([engine.stop(), housekeeping?.stop()]).then(async () => {
    await sender.close();
    await pool.end();
    say({ stopped: Math.round(performance.now() - startedAt) });
  });
});
engine.start();
housekeeping?.start();
say({ ready: process.pid });
