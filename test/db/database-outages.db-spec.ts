import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPg, fromTypeOrm, type Database } from '@posthorn/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
});
afterAll(() => testDatabase.drop());

/** Cuts the connections of `application` from the server's side, as a restart of PostgreSQL does. */
async function cut(application: string): Promise<number> {
  const { rowCount } = await testDatabase.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = $1 and pid <> pg_backend_pid()`,
    [application],
  );
  return rowCount ?? 0;
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error(`did not happen within a minute: ${what}`);
}

const newPool = (options: pg.PoolConfig = {}): pg.Pool =>
  new pg.Pool({ connectionString: testDatabase.url, application_name: 'outage', max: 2, ...options });

describe('when connections break', () => {
  it('a cut idle connection does not end the process, and the next query gets another', async () => {
    const pool = newPool();
    const database = fromPg(pool);
    await database.query('select 1');
    expect(await cut('outage')).toBe(1);
    await until('the pool noticed', () => pool.totalCount === 0);
    expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('a cut in the middle of a transaction is "unavailable", and the pool hands the connection out no more', async () => {
    const pool = newPool();
    const database = fromPg(pool);
    const broken = database.transaction(async (tx) => {
      await tx.query('select 1');
      await cut('outage');
      await tx.query('select 1');
    });
    await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    expect(pool.totalCount).toBe(0);
    await database.transaction((tx) => tx.query('select 1'));
    expect(pool.idleCount).toBe(pool.totalCount);
    await pool.end();
  });

  it('a cut between the statements of a transaction does not end the process', async () => {
    const pool = newPool();
    const broken = fromPg(pool).transaction(async (tx) => {
      await tx.query('select 1');
      await cut('outage');
      await sleep(50);
    });
    await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    await pool.end();
  });

  it("an error of the transaction's own work is passed on as it is", async () => {
    const failure = new Error('of the host');
    await expect(fromPg(testDatabase.pool).transaction(() => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('a server that is not there is "unavailable", for queries and for transactions', async () => {
    const pool = newPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const database = fromPg(pool);
    await expect(database.query('select 1')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(database.transaction((tx) => tx.query('select 1'))).rejects.toMatchObject({ code: 'unavailable' });
    await pool.end();
    await expect(database.query('select 1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('a full pool that gives up waiting is "unavailable"', async () => {
    const pool = newPool({ max: 1 });
    const client = await pool.connect();
    // From now on: the time that a connection takes counts as well.
    pool.options.connectionTimeoutMillis = 50;
    await expect(fromPg(pool).query('select 1')).rejects.toMatchObject({ code: 'unavailable' });
    client.release();
    await pool.end();
  });
});

describe.each(['pg', 'typeorm'])('a listener (%s)', (kind) => {
  const open = async (): Promise<{ database: Required<Database>; close: () => Promise<void> }> => {
    if (kind === 'pg') {
      const pool = newPool();
      return { database: fromPg(pool), close: () => pool.end() };
    }
    const dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url, entities: [] }).initialize();
    return { database: fromTypeOrm(dataSource), close: () => dataSource.destroy() };
  };

  it('listens again after its connection was cut, and says that it may have missed something', async () => {
    const { database, close } = await open();
    const heard: string[] = [];
    const errors: unknown[] = [];
    let connected = 0;
    const listening = await database.listen(`cut-${kind}`, {
      onNotification: (payload) => heard.push(payload),
      onConnected: () => (connected += 1),
      onError: (error) => errors.push(error),
    });
    expect(connected).toBe(1);
    expect(await cut('posthorn listen')).toBe(1);
    await until('it listens again', () => connected === 2);
    expect(errors).toHaveLength(1);
    await database.query('select pg_notify($1, $2)', [`cut-${kind}`, 'after']);
    await until('it hears', () => heard.length === 1);
    await listening.close();
    await close();
  });

  it('survives handlers that throw', async () => {
    const { database, close } = await open();
    let calls = 0;
    const fail = (): never => {
      calls += 1;
      throw new Error('of a handler');
    };
    const listening = await database.listen(`throw-${kind}`, {
      onNotification: fail,
      onConnected: fail,
      onError: fail,
    });
    await database.query('select pg_notify($1, $2)', [`throw-${kind}`, 'x']);
    await until('both were called', () => calls === 2);
    await listening.close();
    await close();
  });
});

describe('a listener', () => {
  it('waits for a server that is not there yet, and can be closed meanwhile', async () => {
    const pool = newPool();
    const errors: unknown[] = [];
    const listening = await fromPg(pool, { listenUrl: 'postgres://nobody@127.0.0.1:1/none' }).listen('early', {
      onNotification: () => undefined,
      onError: (error) => errors.push(error),
    });
    expect(errors).toHaveLength(1);
    await until('it tried again', () => errors.length > 2);
    await listening.close();
    const before = errors.length;
    await sleep(300);
    expect(errors).toHaveLength(before);
    await pool.end();
  });

  it('notices a connection that swallows everything, as after a power cut of the other side', async () => {
    const server = new URL(testDatabase.url);
    const sockets: Socket[] = [];
    let swallow = false;
    const proxy = createServer((near) => {
      const far = connect(Number(server.port || 5432), server.hostname);
      sockets.push(near, far);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (bytes) => swallow || to.write(bytes));
        from.on('error', () => to.destroy());
        from.on('close', () => swallow || to.destroy());
      }
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const through = new URL(server);
    through.hostname = '127.0.0.1';
    through.port = String((proxy.address() as AddressInfo).port);
    const pool = newPool();
    const errors: unknown[] = [];
    let connected = 0;
    const listening = await fromPg(pool, {
      listenUrl: through.href,
      listenProbe: { every: 50, timeout: 2000 },
    }).listen('swallowed', {
      onNotification: () => undefined,
      onConnected: () => (connected += 1),
      onError: (error) => {
        errors.push(error);
        swallow = false;
      },
    });
    await sleep(150);
    expect([connected, errors]).toEqual([1, []]);
    swallow = true;
    await until('it connected again', () => connected === 2);
    expect(errors).toMatchObject([{ code: 'unavailable' }]);
    await listening.close();
    await pool.end();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });

  it('takes no connection of the pool', async () => {
    const pool = newPool({ max: 1 });
    const database = fromPg(pool);
    const listening = await database.listen('own', { onNotification: () => undefined });
    expect(pool.totalCount).toBe(0);
    await database.query('select 1');
    await listening.close();
    await pool.end();
  });
});

describe('what the host has set for its own queries', () => {
  it('does not change how the values of the port are read', async () => {
    const hostWay = (text: string): string => `host ${text}`;
    const { BOOL, INT4, INT8, TIMESTAMPTZ, JSONB } = pg.types.builtins;
    for (const id of [BOOL, INT4, INT8, TIMESTAMPTZ, JSONB]) pg.types.setTypeParser(id, hostWay);
    const text = `select 1 as small, 2::bigint as big, now() as at, true as flag, array['a'] as texts, '{}'::jsonb as json`;
    expect((await testDatabase.pool.query(text)).rows[0]).toMatchObject({ small: 'host 1', flag: 'host t' });
    const { rows } = await fromPg(testDatabase.pool).query(text);
    expect(rows).toEqual([{ small: 1, big: '2', at: expect.any(Date), flag: true, texts: ['a'], json: {} }]);
  });
});
