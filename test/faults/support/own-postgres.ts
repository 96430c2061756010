import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromPg, loadMigrations, migrate } from '@posthorn/database';
import pg from 'pg';
import { serverAccount } from '../../../src/embedded-postgres/account.js';
import { startEmbeddedPostgres } from '../../../src/embedded-postgres/index.js';
import { placeBinaries } from '../../../src/embedded-postgres/placement.js';
import { readPostmaster, startServer } from '../../../src/embedded-postgres/postmaster.js';
import { run } from '../../../src/embedded-postgres/run.js';
import { clusterPassword } from '../../../src/embedded-postgres/cluster.js';
import type { ArenaDatabase } from './arena.js';

/** A crash of the server alone loses nothing that was committed; that of the machine is not played here. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'on', full_page_writes: 'on', max_connections: '150' };

/** A PostgreSQL of this scenario's own, that it may stop as it likes. */
export class OwnPostgres implements ArenaDatabase {
  private constructor(
    readonly url: string,
    readonly pool: pg.Pool,
    private readonly folder: string,
    private readonly data: string,
  ) {}

  static async start(): Promise<OwnPostgres> {
    // Named like the run's own folder, so that the next run clears what a killed one left.
    const folder = mkdtempSync(join(tmpdir(), `posthorn-test-${process.pid}-`));
    chmodSync(folder, 0o755);
    const server = await startEmbeddedPostgres({ directory: folder, durable: false, settings: SETTINGS });
    writeFileSync(join(folder, 'server.json'), JSON.stringify({ data: server.dataDirectory }));
    const pool = new pg.Pool({ connectionString: server.url, max: 10, connectionTimeoutMillis: 60_000 });
    pool.on('error', () => undefined);
    const migrations = await loadMigrations(new URL('../../../libs/webhooks/migrations/', import.meta.url));
    await migrate(fromPg(pool), { migrations });
    return new OwnPostgres(server.url, pool, folder, server.dataDirectory);
  }

  /** Immediate mode: every backend is gone at once, the next start recovers from the log. */
  async crash(): Promise<void> {
    const account = await serverAccount(() => undefined);
    const { pgCtl } = await placeBinaries(account);
    await run(pgCtl, ['stop', '-D', this.data, '-m', 'immediate', '-w', '-s'], account);
  }

  async startAgain(): Promise<void> {
    const account = await serverAccount(() => undefined);
    const password = await clusterPassword(join(this.folder, 'postgres'), this.data);
    const port = Number(new URL(this.url).port);
    await startServer(this.data, await placeBinaries(account), account, password, SETTINGS, port);
  }

  async drop(): Promise<void> {
    await this.pool.end();
    if ((await readPostmaster(this.data)) !== null) await this.crash();
    // It lies elsewhere when the server's account cannot enter the folder.
    if (!this.data.startsWith(this.folder)) rmSync(dirname(this.data), { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
