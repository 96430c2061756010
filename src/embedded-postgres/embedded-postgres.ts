import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from './account.js';
import { clusterPassword, ensureCluster } from './cluster.js';
import { withLock } from './lock.js';
import { placeBinaries, placeData } from './placement.js';
import { adopt, startServer, stopServer, urlOf } from './postmaster.js';
import { References } from './references.js';

export interface EmbeddedPostgresOptions {
  /** The project's `.posthorn` folder; made when missing. The server keeps its files in `postgres` below it. */
  readonly directory: string;
  /** Gets one line for each thing worth telling: where the data lies, whether a server was found running. */
  readonly log?: (line: string) => void;
  /** False gives up crash safety for speed. Only for throw-away servers of tests. Default true. */
  readonly durable?: boolean;
  /** Server settings on top of PostgreSQL's defaults; numbers and plain words only. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the database `posthorn`, with user and password. Never log it. */
  readonly url: string;
  readonly dataDirectory: string;
  /** Gives this use up; the last one out stops the server. May be called twice. */
  stop(): Promise<void>;
}

const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts a real PostgreSQL for the folder, or joins the one that already runs on it. Data persists between starts.
 * Safe when several processes start or stop at once, and after any of them was killed (RULES 34).
 * @throws EmbeddedPostgresError with a stable code; the message says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const durable = options.durable ?? true;
  await mkdir(join(options.directory, 'postgres'), { recursive: true });
  const folder = await realpath(join(options.directory, 'postgres'));
  const references = new References(join(folder, 'users'));

  const { port, password, data, binaries, account, reference } = await withLock(folder, async () => {
    const account = await serverAccount(log);
    const binaries = await placeBinaries(account);
    const { data, moved } = await placeData(folder, account);
    if (moved) log(`PostgreSQL runs as "${account?.name}", which cannot enter ${folder}: its data is in ${data}`);
    const password = await clusterPassword(folder, data);
    await ensureCluster(data, binaries, account, password, durable);
    let port = await adopt(data, password);
    if (port !== null) {
      log(`joined the PostgreSQL that already runs on ${data} (port ${port})`);
    } else {
      const portFile = join(folder, 'port');
      const before = Number(await readFile(portFile, 'utf8').catch(() => ''));
      const settings = { ...(durable ? {} : NOT_DURABLE), ...options.settings };
      port = await startServer(data, binaries, account, password, settings, before > 0 ? before : null);
      await writeFile(portFile, String(port));
      log(`started PostgreSQL on ${data} (port ${port})`);
    }
    return { port, password, data, binaries, account, reference: await references.add() };
  });

  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(port, password),
    dataDirectory: data,
    stop: () =>
      (stopping ??= withLock(folder, async () => {
        if ((await references.remove(reference)) > 0) return;
        await stopServer(data, binaries, account);
        log(`stopped PostgreSQL on ${data}`);
      })),
  };
}
