import type { Client, Pool } from 'pg';
import { DatabaseError } from '../database.errors.js';
import type { Listening, ListenHandlers } from '../database.js';
import { quoteIdentifier } from '../sql/identifier.js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A peer that vanished without a FIN is noticed only by asking it. */
const PROBE_MS = { every: 30_000, timeout: 10_000 };
const END_TIMEOUT_MS = 1_000;

export interface PgListenerOptions {
  /** Its options and its Client class make the connection; none is taken from the pool itself. */
  readonly pool: () => Pool;
  /** Instead of the pool's options. */
  readonly url?: string;
  readonly channel: string;
  readonly handlers: ListenHandlers;
  /** Milliseconds. Default: every 30 s, and 10 s for the answer. */
  readonly probe?: { readonly every: number; readonly timeout: number };
  /** [0, 1): spreads the reconnects of many processes. Default Math.random. */
  readonly random?: () => number;
}

type ClientClass = new (options: object) => Client;

/** LISTEN on a connection of its own that is made again whenever it breaks. */
export class PgListener implements Listening {
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private closed = false;
  private readonly statement: string;

  private constructor(private readonly options: PgListenerOptions) {
    this.statement = `listen ${quoteIdentifier(options.channel)}`;
  }

  /**
   * Resolves after the first attempt to connect, also when it failed: the database may come later, and whoever
   * listens polls as well.
   * @throws DatabaseError `invalid_identifier` for a channel that cannot be one
   */
  static async open(options: PgListenerOptions): Promise<PgListener> {
    const listener = new PgListener(options);
    await listener.connect();
    return listener;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    if (client !== undefined) await end(client);
  }

  private async connect(): Promise<void> {
    if (this.closed) return;
    let client: Client | undefined;
    try {
      client = this.create();
      const mine = client;
      this.client = mine;
      mine.on('error', (error) => this.lost(mine, error));
      mine.on('end', () => this.lost(mine, new Error('The connection for LISTEN ended.')));
      mine.on('notification', ({ channel, payload }) => {
        if (channel === this.options.channel) this.tell(() => this.options.handlers.onNotification(payload ?? ''));
      });
      await mine.connect();
      await mine.query(this.statement);
    } catch (error) {
      if (client === undefined) this.retry(error);
      else this.lost(client, error);
      return;
    }
    // Closed meanwhile, or lost at once.
    if (this.client !== client) {
      await end(client);
      return;
    }
    this.failures = 0;
    this.probeLater(client);
    this.tell(() => this.options.handlers.onConnected?.());
  }

  private create(): Client {
    const pool = this.options.pool() as unknown as { Client: ClientClass; options: Record<string, unknown> };
    const { url } = this.options;
    // The pool keeps its password unenumerable, so that it does not print; a spread would lose it.
    const base =
      url === undefined ? { ...pool.options, password: pool.options['password'] } : { connectionString: url };
    return new pool.Client({
      ...base,
      application_name: 'posthorn listen',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // A timeout of the host's statements would end LISTEN's probe; the probe has its own.
      query_timeout: undefined,
    });
  }

  private probeLater(client: Client): void {
    this.timer = setTimeout(() => void this.probe(client), (this.options.probe ?? PROBE_MS).every);
    this.timer.unref();
  }

  private async probe(client: Client): Promise<void> {
    const timeout = (this.options.probe ?? PROBE_MS).timeout;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new DatabaseError('unavailable', `The connection for LISTEN has not answered for ${timeout} ms.`)),
        timeout,
      );
      timer.unref();
    });
    try {
      await Promise.race([client.query('select 1'), late]);
      if (this.client === client && !this.closed) this.probeLater(client);
    } catch (error) {
      this.lost(client, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Once per connection, whatever tells of its end first. */
  private lost(client: Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = undefined;
    clearTimeout(this.timer);
    destroy(client);
    this.retry(error);
  }

  private retry(error: unknown): void {
    if (this.closed) return;
    this.tell(() => this.options.handlers.onError?.(error));
    const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    // Not unref'd: a process that lives by listening must live until it can listen again.
    this.timer = setTimeout(() => void this.connect(), full * (0.5 + (this.options.random ?? Math.random)() / 2));
  }

  /** A handler that throws must not stop the listening. */
  private tell(call: () => void): void {
    try {
      call();
    } catch {
      // Handlers report their own failures; onError may be the very one that throws.
    }
  }
}

function destroy(client: Client): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } };
  client.on('error', () => undefined);
  connection?.stream?.destroy();
}

/** Says goodbye, but does not wait for a server that no longer answers. */
async function end(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    client.end().catch(() => undefined),
    new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        destroy(client);
        resolve();
      }, END_TIMEOUT_MS);
    }),
  ]);
  clearTimeout(timer);
}
