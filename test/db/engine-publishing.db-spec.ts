import { beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { TestDatabase } from '../support/index.js';
import { onEngineBench } from './engine-hooks.js';
import { EngineBench, FakeSender, NOTHING_LEFT } from './engine-support.js';
import {
  formatId,
  loadEngineStatements,
  PublishConflictError,
  uuidV7,
  type EventToStore,
} from '@posthorn/webhooks/engine';

describe('publishing', () => {
  let base: TestDatabase;
  let bench: EngineBench;

  onEngineBench((made) => ({ base, bench } = made));
  beforeAll(() => base.pool.query(`insert into posthorn.event_types (name, source) values ('user.created', 'code')`));

  const isWaiting = (work: Promise<unknown>): Promise<boolean> =>
    Promise.race([work.then(() => false), new Promise<boolean>((resolve) => setTimeout(resolve, 100, true))]);

  const count = async (table: string): Promise<number> =>
    (await bench.rows<{ n: number }>(`select count(*)::int as n from posthorn.${table}`))[0]!.n;

  it('stores a batch and says which events exist after the end', async () => {
    const events = [bench.event(), bench.event({ projectId: null }), bench.event({ data: '{"text":"é\\n\\"{},"}' })];
    const receipt = await bench.publish(events);
    expect(receipt.events).toEqual(events.map(({ id }) => ({ id, duplicate: false })));
    expect(await receipt.confirm([...events.map(({ id }) => id), bench.event().id])).toEqual(
      new Set(events.map(({ id }) => id)),
    );
    expect(await count('outbox')).toBe(3);
    expect(await bench.rows(`select data from posthorn.events where data like '%é%'`)).toEqual([
      { data: events[2]!.data },
    ]);
  });

  it('stores one event as it stores it within a batch', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const event = (more: Partial<EventToStore>): EventToStore => ({
      ...bench.event({ data: '{"text":"é \\"{},\\\\ $1"}', projectId: null, version: 7, occurredAt: at }),
      ...more,
    });
    for (const more of [
      {},
      { traceparent },
      { details: { kind: 'operational' } },
      { details: { kind: 'operational' }, traceparent },
      { invalidReason: 'schema' },
    ]) {
      const [one, ...batch] = [event(more), event(more), event(more)];
      expect((await bench.publish([one])).events).toEqual([{ id: one.id, duplicate: false }]);
      await bench.publish(batch);
    }
    const kinds = await bench.rows<{ n: number }>(
      `select count(*)::int as n from posthorn.events e left join posthorn.outbox o on o.event_id = e.id
       group by e.project_id, o.project_id, type, version, occurred_at, data, details, canonical, invalid_reason`,
    );
    expect(kinds.map(({ n }) => n)).toEqual([3, 3, 3, 3, 3]);
  });

  it('takes one round trip for an event in a transaction that has written, and proves one that has only read', async () => {
    const client = await bench.pool.connect();
    const sent: string[] = [];
    const handle = {
      query: (text: string, values?: unknown[]) => {
        sent.push(text);
        return client.query(text, values);
      },
    };
    try {
      await bench.publish([bench.event()]);
      await client.query('begin');
      await client.query('select 1');
      const early = await bench.writer.store(bench.database.join(handle), [bench.event()]);
      expect(sent).toHaveLength(3);
      await bench.writer.store(bench.database.join(handle), [bench.event()]);
      expect(sent).toHaveLength(4);
      expect((await client.query('select pg_current_xact_id()::text as xid')).rows).toEqual([{ xid: early.xid }]);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await count('outbox')).toBe(3);
  });

  it('gives the first event back for a key that it has seen, and stores nothing', async () => {
    const first = bench.event({ publishKey: 'order-1' });
    const again = bench.event({ publishKey: 'order-1' });
    const other = bench.event({ publishKey: 'order-1', projectId: 'p2' });
    await bench.publish([first]);
    const receipt = await bench.publish([again, other]);
    expect(receipt.events).toEqual([
      { id: first.id, duplicate: true },
      { id: other.id, duplicate: false },
    ]);
    expect(await count('events')).toBe(2);
  });

  it('takes a key twice within one batch', async () => {
    const first = bench.event({ publishKey: 'k' });
    const receipt = await bench.publish([first, bench.event(), bench.event({ publishKey: 'k' })]);
    expect(receipt.events[2]).toEqual({ id: first.id, duplicate: true });
    expect(await count('events')).toBe(2);
    const clash = bench.publish([bench.event({ publishKey: 'x' }), bench.event({ publishKey: 'x', data: '{}' })]);
    await expect(clash).rejects.toThrow(PublishConflictError);
  });

  it('refuses a key with other contents and stores nothing of the batch, even when the caller commits', async () => {
    await bench.publish([bench.event({ publishKey: 'k' })]);
    const fresh = bench.event({ publishKey: 'new' });
    const client = await bench.pool.connect();
    try {
      await client.query('begin');
      const clash = bench.writer.store(bench.database.join(client), [
        fresh,
        bench.event({ publishKey: 'k', data: '{"other":1}' }),
      ]);
      await expect(clash).rejects.toMatchObject({ code: 'publish_conflict', publishKey: 'k' });
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await count('events')).toBe(1);
    expect((await bench.publish([bench.event({ publishKey: 'new' })])).events[0]).toMatchObject({ duplicate: false });
  });

  it('makes a second transaction with the same key wait for the first', async () => {
    const [a, b] = [await bench.pool.connect(), await bench.pool.connect()];
    try {
      await a.query('begin');
      await b.query('begin');
      const first = bench.event({ publishKey: 'race' });
      await bench.writer.store(bench.database.join(a), [first]);
      const second = bench.writer.store(bench.database.join(b), [bench.event({ publishKey: 'race' })]);
      expect(await isWaiting(second)).toBe(true);
      await a.query('commit');
      expect((await second).events).toEqual([{ id: first.id, duplicate: true }]);
      await b.query('commit');
    } finally {
      a.release();
      b.release();
    }
    expect(await count('events')).toBe(1);
  });

  it('refuses what is not a transaction', async () => {
    const outside = { query: bench.database.query.bind(bench.database) };
    await expect(bench.writer.store(bench.database.join(outside), [bench.event()])).rejects.toMatchObject({
      code: 'not_in_transaction',
    });
    await expect(
      bench.writer.store(bench.database.join(outside), [
        bench.event({ publishKey: 'k' }),
        bench.event({ publishKey: 'l' }),
      ]),
    ).rejects.toMatchObject({ code: 'not_in_transaction' });
    expect(await count('events')).toBe(0);
    expect(await count('publish_keys')).toBe(0);
  });

  /** An event of so many days from now, of which there is no partition. */
  const eventInDays = (days: number): EventToStore =>
    bench.event({ id: formatId('evt', uuidV7(Date.now() + days * 86_400_000)) });

  it('says what to do about a transaction of a database without the schema, and of a role without rights', async () => {
    const role = `plain_${base.name.slice(-8)}`;
    await base.pool.query(`create role ${role}`);
    const elsewhere = new URL(base.url);
    elsewhere.pathname = '/postgres';
    const other = new pg.Pool({ connectionString: elsewhere.href });
    const storeOn = async (pool: pg.Pool, ...first: string[]): Promise<unknown> => {
      const client = await pool.connect();
      try {
        for (const statement of ['begin', ...first]) await client.query(statement);
        return await bench.writer.store(bench.database.join(client), [bench.event()]);
      } finally {
        await client.query('rollback');
        client.release();
      }
    };
    try {
      // In the second try the day is known.
      for (const learn of [false, true]) {
        if (learn) await bench.publish([bench.event()]);
        await expect(storeOn(other)).rejects.toMatchObject({
          code: 'schema_missing',
          message: expect.stringContaining('Pass a transaction of the database that Posthorn was given'),
        });
      }
      await expect(storeOn(base.pool, `set local role ${role}`)).rejects.toMatchObject({ code: 'schema_forbidden' });
    } finally {
      await other.end();
      await base.pool.query(`drop role ${role}`);
    }
  });

  it('makes the partition of a day that is missing', async () => {
    const event = eventInDays(20);
    await bench.publish([event], 'rollback');
    await bench.publish([event]);
    await bench.publish([eventInDays(20)]);
    expect(await count('events')).toBe(2);
  });

  it.each([
    ['read committed', 30],
    ['repeatable read', 40],
    ['serializable', 50],
  ])('makes a day for two transactions that miss it at once (%s)', async (isolation, days) => {
    const [a, b] = [await bench.pool.connect(), await bench.pool.connect()];
    // As in another process: it has not heard of the day either.
    const another = new EngineBench(base.pool).writer;
    try {
      // Its session has made a day before, and needs to look nothing up for another.
      await b.query('begin');
      await bench.writer.store(bench.database.join(b), [eventInDays(days + 1)]);
      await b.query('rollback');
      await a.query('begin');
      await bench.writer.store(bench.database.join(a), [eventInDays(days)]);
      await b.query(`begin isolation level ${isolation}`);
      await b.query('select 1');
      const second = another.store(bench.database.join(b), [eventInDays(days)]);
      expect(await isWaiting(second)).toBe(true);
      await a.query('commit');
      await second;
      await b.query('commit');
    } finally {
      a.release();
      b.release();
    }
    expect(await count('events')).toBe(2);
  });

  it('stores an event that cannot be delivered, and sends nothing', async () => {
    await bench.webhook();
    await bench.publish([bench.event({ invalidReason: 'schema' })]);
    expect(await count('outbox')).toBe(0);
    expect(await count('events')).toBe(1);
  });

  describe('by SQL', () => {
    const sql = async (data: string, id: string | null = null, type = 'user.created'): Promise<string> =>
      (
        await bench.rows<{ id: string }>('select posthorn.publish($1, $2, $3::json, $4) as id', ['p1', type, data, id])
      )[0]!.id;

    it('delivers the text in the form that JSON.stringify gives, and stores it so', async () => {
      await bench.webhook();
      const id = await sql('{ "big": 12345678901234567890,  "price": 10.50, "text": "a\\u00e9" }');
      const sender = new FakeSender();
      await bench.engine(sender).runOnce();
      const data = '{"big":"12345678901234567890","price":10.5,"text":"aé"}';
      expect(sender.requests[0]!.body).toBe(`{"id":"${id}","type":"user.created","data":${data}}`);
      expect(await bench.rows('select data, canonical from posthorn.events')).toEqual([{ data, canonical: true }]);
    });

    it('is brought into form by two at a time: neither waits for the other in a circle, and what was erased stays so', async () => {
      const ids = [uuidV7(), uuidV7(), uuidV7()].sort();
      // Highest id first, in the table and in what comes with it: the lowest is the last one that either order reaches.
      for (const id of ids.toReversed()) {
        await bench.rows(
          `insert into posthorn.events (id, type, data, canonical) values ($1, 'user.created', '{ "x": 1 }', false)`,
          [id],
        );
      }
      const { normaliseEvents } = loadEngineStatements('posthorn');
      const [other, eraser] = [await bench.pool.connect(), await bench.pool.connect()];
      try {
        await eraser.query('begin');
        await eraser.query('update posthorn.events set data = null where id = $1', [ids[0]]);
        // Has to wait for the lowest.
        const forming = bench.rows(normaliseEvents, [ids.toReversed(), ids.map(() => '{"x":1}'), ids.map(() => null)]);
        expect(await isWaiting(forming)).toBe(true);
        const free = 'select id from posthorn.events where id <> $1 order by id for update skip locked';
        expect(await other.query(free, [ids[0]])).toMatchObject({ rowCount: 2 });
        await eraser.query('commit');
        await forming;
      } finally {
        other.release();
        eraser.release();
      }
      expect(await bench.rows('select data, canonical from posthorn.events order by id')).toEqual([
        { data: null, canonical: false },
        { data: '{"x":1}', canonical: true },
        { data: '{"x":1}', canonical: true },
      ]);
    });

    it('marks what cannot be delivered instead of blocking what comes after it', async () => {
      await bench.webhook();
      await sql('{"a":"\\ud800"}');
      await sql('{"bad":true}');
      await sql('{"good":true}');
      const sender = new FakeSender();
      const payloadCheck = (_: string, payload: Readonly<Record<string, unknown>>) =>
        'bad' in payload ? 'schema' : null;
      const counted: number[] = [];
      const observer = { undeliverable: (events: number) => void counted.push(events) };
      await bench.engine(sender, { payloadCheck, observer }).runOnce();
      expect(sender.requests).toHaveLength(1);
      expect(counted.reduce((sum, events) => sum + events, 0)).toBe(2);
      expect(
        (await bench.rows('select invalid_reason from posthorn.events order by id'))
          .map((row) => row['invalid_reason'])
          .sort(),
      ).toEqual(['lone_surrogate', 'schema', null].sort());
      expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
    });

    it('refuses what it can see without a process, by its code', async () => {
      await expect(sql('[1]')).rejects.toMatchObject({ code: 'PH001' });
      await expect(sql('{}', null, 'no.such')).rejects.toMatchObject({ code: 'PH001' });
      await expect(sql(`{"a":"${'x'.repeat(262_144)}"}`)).rejects.toMatchObject({ code: 'PH001' });
      await expect(sql('{}', '')).rejects.toMatchObject({ code: 'PH001' });
    });

    it('shares its keys with the code that publishes', async () => {
      const id = await sql('{"name":"Ada"}', 'shared');
      expect(await sql('{"name":"Ada"}', 'shared')).toBe(id);
      await expect(sql('{"name":"Eve"}', 'shared')).rejects.toMatchObject({ code: 'PH002' });
      expect((await bench.publish([bench.event({ publishKey: 'shared' })])).events).toEqual([{ id, duplicate: true }]);
    });
  });
});
