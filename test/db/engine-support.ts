import { createHmac } from 'node:crypto';
import { fromPg, type Database, type JoinedTransaction, type Queryable, type QueryResult } from '@posthorn/database';
import type { OutboundRequest, Sender, SendOutcome } from '@posthorn/egress';
import type { StoreReceipt } from '@posthorn/event-bus';
import type pg from 'pg';
import {
  createDeliveryEngine,
  type DeliveryEngine,
  type DeliveryEngineDeps,
  type Dialect,
  DialectRegistry,
  type EventToStore,
  formatId,
  loadEngineStatements,
  OutboxWriter,
  sealedIdentity,
  type SecretBox,
  uuidV7,
} from '@posthorn/webhooks/engine';

/** Seals by writing the identity in front: enough to see that the right one is used. */
export const openBox: SecretBox = {
  seal: (plain, identity) => Buffer.from(`${identity}|${plain}`),
  open: (sealed, identity) => {
    const text = Buffer.from(sealed).toString();
    if (!text.startsWith(`${identity}|`)) throw new Error('does not open');
    return text.slice(identity.length + 1);
  },
};

export const plainDialect: Dialect = {
  name: 'plain',
  title: 'Plain',
  policy: { retry: { schedule: [0, 30, 300], jitter: 0 }, timeoutSeconds: 15, gone: 'disable', secret: 'optional' },
  bodyScope: 'event',
  body: (event) => `{"id":"${event.id}","type":"${event.type}","data":${event.data}}`,
  headers: ({ body, timestamp, secrets }) => ({
    'X-Timestamp': String(timestamp),
    'X-Signature': secrets.map(({ value }) => createHmac('sha256', value).update(body).digest('hex')).join(' '),
  }),
  reservedHeaders: ['x-timestamp', 'x-signature'],
};

export type Answer = (request: OutboundRequest, count: number) => SendOutcome | Promise<SendOutcome>;

export const responded = (statusCode: number, headers: Record<string, string> = {}, body = ''): SendOutcome => ({
  kind: 'response',
  statusCode,
  headers,
  body,
  bodyCut: false,
  durationMs: 3,
});

export const failedWith = (
  code: 'timeout' | 'connection_refused' | 'blocked_destination' | 'aborted',
): SendOutcome => ({
  kind: 'failure',
  code,
  message: code === 'timeout' ? 'Connection timeout' : code,
  maybeSent: code === 'timeout',
  durationMs: 5,
});

/** Remembers every request and answers as the test says. */
export class FakeSender implements Sender {
  readonly requests: OutboundRequest[] = [];

  constructor(public answer: Answer = () => responded(200)) {}

  async send(request: OutboundRequest): Promise<SendOutcome> {
    this.requests.push(request);
    return this.answer(request, this.requests.length);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  header(name: string): (string | undefined)[] {
    return this.requests.map(({ headers }) => headers[name]);
  }
}

/** Never answers until the request is ended. */
export const hangs: Answer = (request) =>
  new Promise((resolve) => {
    request.signal?.addEventListener('abort', () => resolve(failedWith('aborted')));
  });

export interface WebhookFields {
  readonly project_id?: string;
  readonly url?: string;
  readonly events?: readonly unknown[];
  readonly dialect?: string;
  readonly retry?: unknown;
  readonly max_in_flight?: number;
  readonly rate_per_second?: number;
  readonly paused?: boolean;
  readonly disabled_reason?: string;
  readonly disable_after?: unknown;
  readonly basic_auth_username?: string;
  readonly ordering_key?: string;
}

const { claimOutbox, claimOutboxOrdered, finish, finishSuccesses } = loadEngineStatements('posthorn');
export const isOutboxClaim = (sql: string): boolean => sql === claimOutbox || sql === claimOutboxOrdered;
export const isFinish = (sql: string): boolean => sql === finish || sql === finishSuccesses;

/** What refers to a webhook goes with it. */
const CLEARED = [
  ...['outbox', 'leases', 'queue', 'ordering_inbox', 'ordering_lines', 'ordering_heads', 'events', 'deliveries'],
  ...['attempts', 'publish_keys', 'processes', 'webhooks'],
];

/** Everything that the engine's tests need around one database. */
export class EngineBench {
  readonly database: Database;
  readonly writer: OutboxWriter;
  readonly engines: DeliveryEngine[] = [];
  private readonly cuttable: CuttableDatabase[] = [];

  constructor(readonly pool: pg.Pool) {
    this.database = fromPg(pool);
    this.writer = new OutboxWriter({
      database: this.database,
      statements: loadEngineStatements('posthorn'),
      onCommitted: () => {
        for (const engine of this.engines) engine.wake('events');
      },
    });
  }

  engine(sender: Sender, given: Partial<DeliveryEngineDeps> = {}): DeliveryEngine {
    const engine = createDeliveryEngine({
      database: this.database,
      sender,
      dialects: new DialectRegistry([plainDialect]),
      secretBox: openBox,
      clock: { now: () => new Date() },
      random: () => 0.5,
      newUuid: uuidV7,
      schema: 'posthorn',
      ...given,
      options: {
        ...given.options,
        worker: { pollInterval: 50, lease: 10_000, ...given.options?.worker },
      },
    });
    this.engines.push(engine);
    if (given.database instanceof CuttableDatabase) this.cuttable.push(given.database);
    return engine;
  }

  async stopAll(): Promise<void> {
    for (const database of this.cuttable.splice(0)) if (database.isCut) database.end();
    await Promise.all(this.engines.splice(0).map((engine) => engine.stop(0)));
  }

  async clear(): Promise<void> {
    // TRUNCATE makes new files of every day's tables and indexes: 48 ms, where these few rows take one.
    await this.pool.query(CLEARED.map((table) => `delete from posthorn.${table}`).join(';'));
    await this.bump();
  }

  async bump(): Promise<void> {
    await this.pool.query('update posthorn.configuration set version = version + 1');
  }

  async webhook(fields: WebhookFields = {}, secret = 'secret-of-the-webhook'): Promise<string> {
    const id = uuidV7();
    const values: Record<string, unknown> = {
      id,
      project_id: 'p1',
      url: 'https://receiver.test/hook',
      dialect: 'plain',
      ...fields,
      events: JSON.stringify(fields.events ?? ['*']),
      ...(fields.retry === undefined ? {} : { retry: JSON.stringify(fields.retry) }),
      ...(fields.disable_after === undefined ? {} : { disable_after: JSON.stringify(fields.disable_after) }),
    };
    const names = Object.keys(values);
    await this.pool.query(
      `insert into posthorn.webhooks (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(values),
    );
    const secretId = uuidV7();
    const project = String(values['project_id']);
    await this.pool.query(
      'insert into posthorn.webhook_secrets (project_id, webhook_id, id, kind, sealed) values ($1, $2, $3, $4, $5)',
      [project, id, secretId, 'hmac', openBox.seal(secret, sealedIdentity.secret(project, id, secretId))],
    );
    await this.bump();
    return id;
  }

  async setWebhook(id: string, assignments: string): Promise<void> {
    await this.pool.query(`update posthorn.webhooks set ${assignments} where id = $1`, [id]);
    await this.bump();
  }

  event(overrides: Partial<EventToStore> = {}): EventToStore {
    return {
      id: formatId('evt', uuidV7()),
      projectId: 'p1',
      type: 'user.created',
      version: 1,
      occurredAt: new Date(),
      data: '{"name":"Ada"}',
      ...overrides,
    };
  }

  /** Publishes in a transaction of its own and commits, unless told otherwise. */
  async publish(events: readonly EventToStore[], end: 'commit' | 'rollback' = 'commit'): Promise<StoreReceipt> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const receipt = await this.writer.store(this.database.join(client), events);
      await client.query(end);
      return receipt;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  /** The moment at which a dead process's leases end. */
  async expireLeases(): Promise<void> {
    await this.pool.query("update posthorn.leases set expires_at = now() - interval '1 s'");
    await this.pool.query("update posthorn.processes set expires_at = now() - interval '1 s'");
  }

  async rows<Row = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query(sql, values)).rows as Row[];
  }

  deliveries(): Promise<Record<string, unknown>[]> {
    return this.rows('select * from posthorn.deliveries order by event_id, webhook_id, replay');
  }

  attempts(): Promise<Record<string, unknown>[]> {
    return this.rows('select * from posthorn.attempts order by event_id, webhook_id, replay, number');
  }

  /** Seconds until the one waiting delivery is due. */
  async dueIn(): Promise<number> {
    const [row] = await this.rows<{ due_in: number }>(
      'select extract(epoch from due_at - now())::float8 as due_in from posthorn.queue',
    );
    return row?.due_in ?? Number.NaN;
  }

  /** Makes everything that waits due now: the tests' hand on the clock. */
  async makeDue(): Promise<void> {
    await this.pool.query("update posthorn.queue set due_at = now() - interval '1 ms'");
  }

  /** Everything that must be empty when all work is done. */
  async leftovers(): Promise<unknown> {
    const [row] = await this.rows(`select (select count(*)::int from posthorn.outbox) as outbox,
      (select count(*)::int from posthorn.queue) as queue, (select count(*)::int from posthorn.leases) as leases`);
    return row;
  }
}

export const NOTHING_LEFT = { outbox: 0, queue: 0, leases: 0 };

export const away = (): Error => Object.assign(new Error('The database is away'), { code: 'ECONNREFUSED' });

/** A database that a process was cut off from: nothing it asks is answered, as if the process were dead. */
export class CuttableDatabase implements Database {
  readonly client = 'cuttable';
  isCut = false;
  /** Thrown by these statements, while it is set. */
  failing: { readonly at: (sql: string) => boolean; readonly error: unknown } | undefined;

  private readonly waiting: ((error: unknown) => void)[] = [];
  private isOver = false;

  constructor(private readonly inner: Database) {}

  /** The process is gone: what it waits for fails, so that a test can end. */
  end(): void {
    this.isOver = true;
    for (const reject of this.waiting) reject(away());
  }

  query<Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    if (this.isOver) return Promise.reject(away());
    if (this.isCut) return new Promise((_, reject) => this.waiting.push(reject));
    if (this.failing?.at(text) === true) return Promise.reject(this.failing.error);
    return this.inner.query(text, values);
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.inner.transaction(work);
  }

  join(tx: unknown): JoinedTransaction {
    return this.inner.join(tx);
  }
}

/** Waits for a condition of the database; fails after a minute, or so long, with what was seen last. */
export async function eventually<T>(
  look: () => Promise<T>,
  isRight: (seen: T) => boolean,
  milliseconds = 60_000,
): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (performance.now() > end) {
      throw new Error(`Not in ${milliseconds} ms; last: ${JSON.stringify({ seen }).slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
