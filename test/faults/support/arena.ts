import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sealedIdentity, uuidV7, type PartialEngineOptions } from '@posthorn/webhooks/engine';
import type pg from 'pg';
import { createTestDatabase } from '../../support/index.js';
import { OrderPublisher, type Order } from '../programs/order-publisher.js';
import type { PublisherProgram } from '../programs/publisher.js';
import { PROJECT, SECRET, secretBox } from '../programs/shared.js';
import type { WorkerProgram } from '../programs/worker.js';
import { Child } from './child.js';
import { Receiver } from './receiver.js';
import { tally, type Tally } from './tally.js';
import { PATIENCE, until } from './until.js';

const APPLICATION = fileURLToPath(new URL('../../../dist/src/main.js', import.meta.url));

/** Short leases, so that a takeover is seen in seconds. */
export const SHORT_LEASE = 2000;

export interface ArenaDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

export interface WebhookPlan {
  readonly path: string;
  /** Default: the arena's receiver. */
  readonly receiver?: Receiver;
  readonly retry?: object;
  readonly timeoutSeconds?: number;
  readonly maxInFlight?: number;
  readonly ratePerSecond?: number;
  readonly orderingKey?: string;
}

/** Whether deliveries to it can succeed: the others are not waited for. */
const isAnswered = ({ path, receiver }: WebhookPlan): boolean =>
  receiver === undefined && /^\/(ok|slow|seq|late)\b/.test(path);

/** A database with a business table, a receiver, and the processes that a scenario starts. */
export class Arena {
  private readonly children: Child[] = [];
  /** Process ids and when they died, epoch ms; those that were killed on purpose. */
  private readonly deaths = new Map<number, number>();
  private readonly paths: string[] = [];
  private readonly ackFiles: string[] = [];
  /** Where the business rows are. */
  private businessRows = 'select id::text as id from orders';
  private readonly own: OrderPublisher;
  private publishers = 0;

  private constructor(
    readonly database: ArenaDatabase,
    readonly receiver: Receiver,
    private readonly folder: string,
  ) {
    this.own = new OrderPublisher(database.pool, false);
  }

  static async open(database?: ArenaDatabase): Promise<Arena> {
    const used = database ?? (await createTestDatabase());
    await used.pool.query(`create table orders (id uuid primary key, held boolean not null default false,
      committed_at timestamptz not null default clock_timestamp())`);
    const folder = mkdtempSync(join(tmpdir(), 'posthorn-faults-'));
    const receiver = await Receiver.start(join(folder, 'receiver.log'));
    return new Arena(used, receiver, folder);
  }

  /** Ends every process that it started, and the database. */
  async close(): Promise<void> {
    await Promise.all([...this.children, this.receiver.child].map((child) => child.kill()));
    await this.own.close();
    rmSync(this.folder, { recursive: true, force: true });
    await this.database.drop();
  }

  /** Makes webhooks that hear every order. @returns their ids */
  async webhooks(plans: readonly WebhookPlan[]): Promise<string[]> {
    const { pool } = this.database;
    const ids: string[] = [];
    for (const plan of plans) {
      const id = uuidV7();
      const secret = uuidV7();
      await pool.query(
        `insert into posthorn.webhooks (id, project_id, url, events, dialect, retry, timeout_seconds, max_in_flight,
           rate_per_second, ordering_key)
         values ($1, $2, $3, '["order.created"]', 'orders', $4, $5, $6, $7, $8)`,
        [
          id,
          PROJECT,
          (plan.receiver ?? this.receiver).url(plan.path),
          plan.retry === undefined ? null : JSON.stringify(plan.retry),
          plan.timeoutSeconds ?? null,
          plan.maxInFlight ?? 16,
          plan.ratePerSecond ?? null,
          plan.orderingKey ?? null,
        ],
      );
      await pool.query(
        `insert into posthorn.webhook_secrets (project_id, webhook_id, id, kind, sealed) values ($1, $2, $3, 'hmac', $4)`,
        [PROJECT, id, secret, secretBox.seal(SECRET, sealedIdentity.secret(PROJECT, id, secret))],
      );
      ids.push(id);
      if (isAnswered(plan)) this.paths.push(plan.path);
    }
    await pool.query('update posthorn.configuration set version = version + 1');
    return ids;
  }

  /** Starts a dispatcher process with short leases; resolves when its engine has started. */
  async worker(options: Partial<WorkerProgram> = {}): Promise<Child> {
    const engine: PartialEngineOptions = {
      ...options.engine,
      worker: {
        lease: SHORT_LEASE,
        pollInterval: 200,
        concurrency: 16,
        shutdownGrace: 5000,
        ...options.engine?.worker,
      },
    };
    const child = new Child('worker', { databaseUrl: this.database.url, ...options, engine });
    this.children.push(child);
    await child.says('ready');
    return child;
  }

  /** Another receiver process. Its log does not count in a tally. */
  async anotherReceiver(): Promise<Receiver> {
    const receiver = await Receiver.start(join(this.folder, `receiver-${this.children.length}.log`));
    this.children.push(receiver.child);
    return receiver;
  }

  /** Starts the whole application, as it was built, on this database. Its log is what it says. */
  async application(environment: Readonly<Record<string, string>>): Promise<Child> {
    const child = new Child(
      'application',
      {},
      { path: APPLICATION, environment: { ...environment, DATABASE_URL: this.database.url } },
    );
    this.children.push(child);
    await child.says('url');
    return child;
  }

  /** For the application: what its customers made stands in its own table, and is expected at this path. */
  expects(businessRows: string, path: string): void {
    this.businessRows = businessRows;
    this.paths.push(path);
  }

  /** Starts a process that publishes. */
  publisher(options: Omit<PublisherProgram, 'databaseUrl' | 'ackFile'>): Child {
    const ackFile = join(this.folder, `acknowledged-${this.publishers++}`);
    this.ackFiles.push(ackFile);
    const child = new Child('publisher', { databaseUrl: this.database.url, ackFile, ...options });
    this.children.push(child);
    return child;
  }

  /** Commits a number of orders, from this process and without a NOTIFY. @returns their ids */
  async publish(total: number, order: Order = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < total; i++) ids.push(await this.own.publish(order));
    return ids;
  }

  /** Stores an order in a transaction that stays open until it is told to commit. */
  publishOpen(): { readonly committed: Promise<string>; readonly commit: () => void } {
    let commit: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (commit = resolve));
    return { committed: this.own.publish({ until }), commit };
  }

  /** Kills a worker and remembers when. */
  async kill(child: Child): Promise<void> {
    this.noteDeath(child.pid);
    await child.kill();
  }

  noteDeath(pid: number, at: number = Date.now()): void {
    this.deaths.set(pid, at);
  }

  /** The moment at which the leases of those that are dead end, for who need not see that they end by themselves. */
  async expireLeases(): Promise<void> {
    await this.rows("update posthorn.leases set expires_at = now() - interval '1 s'");
    await this.rows("update posthorn.processes set expires_at = now() - interval '1 s'");
  }

  /** Whether a process says that it was too slow for a short lease: it has lost claims without having died. */
  hasBeenSlow(child: Child): boolean {
    return child.said.some(({ message }) => /^Leases (were lost|ran out)/.test(String(message)));
  }

  /** Commits that a publisher was told of, from its synced files. */
  acknowledged(): Set<string> {
    return new Set(
      this.ackFiles
        .flatMap((file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []))
        .filter((id) => id !== ''),
    );
  }

  /** The business rows: what was committed. */
  async orders(): Promise<Set<string>> {
    const { rows } = await this.database.pool.query<{ id: string }>(this.businessRows);
    return new Set(rows.map(({ id }) => id));
  }

  async tally(paths: readonly string[] = this.paths): Promise<Tally> {
    for (const { killed, t } of this.receiver.kills) this.deaths.set(killed, t);
    // On busy cores a process may be too slow to renew a short lease, which is as good as dead.
    for (const child of this.children) {
      if (this.hasBeenSlow(child) && !this.deaths.has(child.pid)) this.deaths.set(child.pid, NaN);
    }
    return tally(await this.orders(), paths, this.receiver.log(), this.deaths);
  }

  /** Waits until all work is done, and fails unless every business row has been delivered to every webhook then. */
  async finished(paths: readonly string[] = this.paths): Promise<Tally> {
    await this.delivered(paths);
    await this.settled();
    return this.tally(paths);
  }

  /** Waits until every business row has been delivered to every webhook. Repetitions may still be to come. */
  async delivered(paths: readonly string[] = this.paths): Promise<Tally> {
    let last: Tally | undefined;
    try {
      return await until(
        'everything is delivered',
        PATIENCE,
        async () => {
          last = await this.tally(paths);
          return last.lost === 0 && last;
        },
        100,
      );
    } catch (error) {
      const left = JSON.stringify(await this.leftovers());
      throw new Error(`${String(error)} ${JSON.stringify(last)}; left: ${left}`, { cause: error });
    }
  }

  /** Everything that must be empty when all work is done. */
  async leftovers(): Promise<{ outbox: number; queue: number; leases: number }> {
    const { rows } = await this.database.pool.query<{ outbox: number; queue: number; leases: number }>(
      `select (select count(*)::int from posthorn.outbox) as outbox, (select count(*)::int from posthorn.queue) as queue,
        (select count(*)::int from posthorn.leases) as leases`,
    );
    return rows[0]!;
  }

  /** Waits until nothing is stored that somebody still has to do. */
  async settled(): Promise<void> {
    let last: unknown;
    await until('outbox, queue and leases are empty', PATIENCE, async () => {
      const left = await this.leftovers();
      last = left;
      return left.outbox + left.queue + left.leases === 0;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)} Left: ${JSON.stringify(last)}`, { cause: error });
    });
  }

  async rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.pool.query(sql, values)).rows as Row[];
  }
}
