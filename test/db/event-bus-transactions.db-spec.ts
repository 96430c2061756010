import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromPg, fromTypeOrm, inTransaction, insertInTransaction, type Database } from '@posthorn/database';
import {
  EventBus,
  eventOf,
  type CommittedEvent,
  type EventEnvelope,
  type PublishBatch,
  type StoreReceipt,
} from '@posthorn/event-bus';
import { defineEvent, EventCatalog } from '@posthorn/event-catalog';
import { IsString } from 'class-validator';
import { filter, firstValueFrom } from 'rxjs';
import { DataSource, type EntityManager } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

class OrderPayload {
  @IsString() id!: string;
}
const OrderPlaced = defineEvent({
  name: 'order.placed',
  description: 'An order was placed.',
  payload: OrderPayload,
  example: { id: 'o1' },
});

const INSERT = `
  with proof as materialized (select where ${inTransaction(2)}),
  written as (insert into events (id, data) select e->>'id', e->>'data' from proof, jsonb_array_elements($1::jsonb) as e)
  select pg_current_xact_id()::text as xid from proof`;

let testDatabase: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrate: false });
  await testDatabase.pool.query('create table events (id text primary key, data text not null)');
  await testDatabase.pool.query('create table orders (id text primary key)');
  dataSource = await new DataSource({ type: 'postgres', url: testDatabase.url, entities: [] }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await testDatabase.drop();
});

/** Runs statements and publishes in one transaction of a client; a rejection rolls back. */
interface Client {
  readonly name: string;
  readonly adapter: () => Database;
  readonly inTransaction: (
    work: (tx: unknown, sql: (text: string) => Promise<unknown>) => Promise<void>,
  ) => Promise<void>;
}

const CLIENTS: readonly Client[] = [
  {
    name: 'pg',
    adapter: () => fromPg(testDatabase.pool),
    inTransaction: async (work) => {
      const client = await testDatabase.pool.connect();
      try {
        await client.query('begin');
        await work(client, (text) => client.query(text));
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  },
  {
    name: 'TypeORM',
    adapter: () => fromTypeOrm(dataSource),
    inTransaction: (work) =>
      dataSource.transaction((manager: EntityManager) => work(manager, (text) => manager.query(text))),
  },
];

describe.each(CLIENTS)('publishing through $name', ({ adapter, inTransaction: transaction }) => {
  let bus: EventBus;
  let shown: CommittedEvent<OrderPayload>[];

  const store = async ({ transaction: handle, envelopes }: PublishBatch): Promise<StoreReceipt> => {
    const { rows } = await insertInTransaction<{ xid: string }>(handle, INSERT, [JSON.stringify(envelopes)]);
    return {
      events: envelopes.map(({ id }: EventEnvelope) => ({ id, duplicate: false })),
      xid: rows[0]?.xid ?? '',
      confirm: async (ids) => {
        const { rows: found } = await testDatabase.pool.query<{ id: string }>(
          'select id from events where id = any ($1)',
          [ids],
        );
        return new Set(found.map(({ id }) => id));
      },
    };
  };
  const stored = async (): Promise<string[]> => {
    const { rows } = await testDatabase.pool.query<{ data: string }>('select data from events order by id');
    return rows.map(({ data }) => (JSON.parse(data) as OrderPayload).id);
  };
  /** Commits an event of its own and waits until it is shown: what ended before it has been shown by then, or never will be. */
  const afterwards = async (): Promise<string[]> => {
    const marker = firstValueFrom(bus.committed(OrderPlaced).pipe(filter(({ payload }) => payload.id === 'marker')));
    await transaction(async (tx) => {
      await bus.publish(OrderPlaced, { id: 'marker' }, { tx });
    });
    await marker;
    return shown.map(({ payload }) => payload.id).filter((id) => id !== 'marker');
  };
  const storedAfterwards = async (): Promise<string[]> => (await stored()).filter((id) => id !== 'marker');

  beforeEach(async () => {
    await testDatabase.pool.query('truncate events, orders');
    const catalog = new EventCatalog();
    catalog.register(OrderPlaced);
    bus = new EventBus(catalog);
    bus.configure({ database: adapter() });
    bus.publishing$.subscribe((batch) => batch.waitUntil(store(batch)));
    shown = [];
    bus.committed(OrderPlaced).subscribe((event) => shown.push(event));
  });
  afterEach(() => bus.close());

  it('stores and shows an event that was committed with the business data', async () => {
    let before = -1;
    await transaction(async (tx, sql) => {
      await sql(`insert into orders values ('o1')`);
      await bus.publish(OrderPlaced, { id: 'o1' }, { tx });
      before = (await stored()).length;
    });
    expect(before).toBe(0);
    expect(await afterwards()).toEqual(['o1']);
    expect(await storedAfterwards()).toEqual(['o1']);
  });

  it('neither stores nor shows an event that was rolled back', async () => {
    const changedMind = new Error('changed my mind');
    const attempt = transaction(async (tx) => {
      await bus.publish(OrderPlaced, { id: 'o1' }, { tx });
      throw changedMind;
    });
    await expect(attempt).rejects.toBe(changedMind);
    expect(await afterwards()).toEqual([]);
    expect(await storedAfterwards()).toEqual([]);
  });

  it('does not show an event whose savepoint was rolled back, although the transaction was committed', async () => {
    await transaction(async (tx, sql) => {
      await bus.publish(OrderPlaced, { id: 'kept' }, { tx });
      await sql('savepoint s');
      await bus.publish(OrderPlaced, { id: 'dropped' }, { tx });
      await sql('rollback to savepoint s');
    });
    expect(await afterwards()).toEqual(['kept']);
    expect(await storedAfterwards()).toEqual(['kept']);
  });

  it('shows an event of a savepoint that was released', async () => {
    await transaction(async (tx, sql) => {
      await sql('savepoint s');
      await bus.publish(OrderPlaced, { id: 'inner' }, { tx });
      await sql('release savepoint s');
      expect(shown).toEqual([]);
    });
    expect(await afterwards()).toEqual(['inner']);
  });

  it('keeps the order of two publishes and of an array in one transaction', async () => {
    await transaction(async (tx) => {
      await bus.publish(OrderPlaced, { id: '1' }, { tx });
      await bus.publish([eventOf(OrderPlaced, { id: '2' }), eventOf(OrderPlaced, { id: '3' })], { tx });
      await bus.publish(OrderPlaced, { id: '4' }, { tx });
    });
    expect(await afterwards()).toEqual(['1', '2', '3', '4']);
    expect(await storedAfterwards()).toEqual(['1', '2', '3', '4']);
  });

  it('leaves nothing behind when a subscriber throws and the caller rolls back', async () => {
    const boom = new Error('a subscriber says no');
    bus.publishing$.subscribe(() => {
      throw boom;
    });
    const attempt = transaction(async (tx, sql) => {
      await sql(`insert into orders values ('o1')`);
      await bus.publish(OrderPlaced, { id: 'o1' }, { tx });
    });
    await expect(attempt).rejects.toBe(boom);
    expect(await stored()).toEqual([]);
    expect((await testDatabase.pool.query('select from orders')).rowCount).toBe(0);
  });

  it('lets a caller go on after an event was refused', async () => {
    await transaction(async (tx, sql) => {
      await sql(`insert into orders values ('o1')`);
      await expect(bus.publish(OrderPlaced, { id: 5 as never }, { tx })).rejects.toMatchObject({
        code: 'payload_invalid',
      });
      await bus.publish(OrderPlaced, { id: 'o1' }, { tx });
    });
    expect(await stored()).toEqual(['o1']);
  });

  it('shows events to the others when one listener fails', async () => {
    const failures: unknown[] = [];
    bus.failures$.subscribe((failure) => failures.push(failure));
    bus.committed$.subscribe(() => {
      throw new Error('listener');
    });
    await transaction(async (tx) => {
      await bus.publish(OrderPlaced, { id: 'o1' }, { tx });
    });
    expect(await afterwards()).toEqual(['o1']);
    expect(failures[0]).toMatchObject({ kind: 'listener', event: { type: 'order.placed', data: '{"id":"o1"}' } });
  });

  it('refuses what is no transaction, and stores nothing', async () => {
    for (const tx of [undefined, null, testDatabase.pool, dataSource.manager]) {
      await expect(bus.publish(OrderPlaced, { id: 'o1' }, { tx })).rejects.toMatchObject({
        code: 'not_in_transaction',
      });
    }
    expect(await stored()).toEqual([]);
  });

  it('shows many transactions that run side by side', async () => {
    const all = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all(
      all.map((id) =>
        transaction(async (tx, sql) => {
          await sql(`insert into orders values ('${id}')`);
          await bus.publish(OrderPlaced, { id }, { tx });
        }),
      ),
    );
    expect((await afterwards()).sort()).toEqual([...all].sort());
  });
});
