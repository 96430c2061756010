import { describe, expect, it } from '@jest/globals';
import type { QueryResult } from '@posthorn/database';
import type { EventToStore } from '@posthorn/webhooks/engine';
import { onEngineBench } from './engine-hooks.js';
import {
  type Answer,
  CuttableDatabase,
  type EngineBench,
  eventually,
  FakeSender,
  hangs,
  isOutboxClaim,
  NOTHING_LEFT,
  responded,
} from './engine-support.js';

interface Payload {
  readonly id?: string;
  readonly n: number;
}

const payloadOf = (request: { readonly body: string }): Payload =>
  (JSON.parse(request.body) as { readonly data: Payload }).data;

/** Numbers of the events in the order in which each was first sent, by key. */
function arrivals(order: readonly Payload[]): ReadonlyMap<string, readonly number[]> {
  const first = new Map<string, number[]>();
  for (const { id, n } of order) {
    const numbers = first.get(String(id)) ?? [];
    if (!numbers.includes(n)) numbers.push(n);
    first.set(String(id), numbers);
  }
  return first;
}

/** Notes how many events each claim has brought, and what it is being asked. */
class WatchedDatabase extends CuttableDatabase {
  readonly claimed: number[] = [];
  asked = 0;

  override async query<Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    this.asked++;
    try {
      const result = await super.query<Row>(text, values);
      if (isOutboxClaim(text)) this.claimed.push(result.rows.length);
      return result;
    } finally {
      this.asked--;
    }
  }
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

describe('an ordering key', () => {
  let bench: EngineBench;
  let count = 0;

  onEngineBench((made) => ({ bench } = made));

  const event = (id: string | undefined, overrides: Partial<EventToStore> = {}): EventToStore =>
    bench.event({ data: JSON.stringify({ ...(id === undefined ? {} : { id }), n: ++count }), ...overrides });

  const lines = async (): Promise<unknown> =>
    (
      await bench.rows(`select (select count(*)::int from posthorn.ordering_inbox) as inbox,
        (select count(*)::int from posthorn.ordering_lines) as lines,
        (select count(*)::int from posthorn.ordering_heads) as heads`)
    )[0];
  const NO_LINES = { inbox: 0, lines: 0, heads: 0 };
  const isEmpty = (seen: unknown): boolean => JSON.stringify(seen) === JSON.stringify(NO_LINES);

  const statuses = async (): Promise<unknown[]> =>
    (
      await bench.rows(`select (e.data::json->>'n')::int as n, d.status from posthorn.deliveries d
        join posthorn.events e on e.id = d.event_id order by e.sequence, d.webhook_id`)
    ).map((row) => row['status']);

  it('keeps the order of publishing of each key, one at a time, with failures and two processes', async () => {
    const order: Payload[] = [];
    const inFlight = new Map<string, number>();
    let most = 0;
    const answer: Answer = async (request) => {
      const payload = payloadOf(request);
      const key = String(payload.id);
      order.push(payload);
      inFlight.set(key, (inFlight.get(key) ?? 0) + 1);
      most = Math.max(most, inFlight.get(key) ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight.set(key, (inFlight.get(key) ?? 0) - 1);
      return responded(order.length % 7 === 0 ? 500 : 200);
    };
    await bench.webhook({ ordering_key: 'data.id', retry: { schedule: [0, 0, 0, 0, 0, 0] }, max_in_flight: 8 });
    const senders = [new FakeSender(answer), new FakeSender(answer)];
    for (const sender of senders) bench.engine(sender).start();
    for (let i = 0; i < 500; i += 5) {
      await bench.publish(Array.from({ length: 5 }, (_, key) => event(`key-${(key + i) % 5}`)));
    }
    await eventually(
      async () => (await statuses()).length,
      (seen) => seen === 500,
    );
    await eventually(lines, isEmpty);

    const first = arrivals(order);
    expect(first.size).toBe(5);
    for (const numbers of first.values()) {
      expect(numbers).toHaveLength(100);
      expect(numbers).toEqual(sorted(numbers));
    }
    expect(most).toBe(1);
    expect(order.length).toBeGreaterThan(550);
    expect(Math.min(...senders.map(({ requests }) => requests.length))).toBeGreaterThan(0);
    expect(new Set(await statuses())).toEqual(new Set(['success']));
    expect(
      await eventually(
        () => bench.leftovers(),
        (seen) => JSON.stringify(seen) === JSON.stringify(NOTHING_LEFT),
      ),
    ).toEqual(NOTHING_LEFT);
  });

  it('holds back only its own key while the first delivery waits for a retry, until that has ended', async () => {
    const sender = new FakeSender((request) => responded(payloadOf(request).id === 'bad' ? 500 : 200));
    await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    const engine = bench.engine(sender);
    await bench.publish([event('bad'), event('good'), event('bad'), event('good'), event('good')]);
    await engine.runOnce();
    expect(await statuses()).toEqual(['pending', 'success', 'pending', 'success', 'success']);
    const sent = sender.requests.map((request) => payloadOf(request).id);
    // Which key begins is nobody's promise.
    expect([...sent.slice(0, 2).sort(), ...sent.slice(2)]).toEqual(['bad', 'good', 'good', 'good']);
    await bench.publish([event('bad'), event('good')]);
    await engine.runOnce();
    expect(sender.requests.map((request) => payloadOf(request).id).slice(4)).toEqual(['good']);

    sender.answer = () => responded(200);
    await bench.makeDue();
    await engine.runOnce();
    expect(await statuses()).toEqual(Array.from({ length: 7 }, () => 'success'));
    expect(await lines()).toEqual(NO_LINES);
  });

  it('goes on behind a delivery that has failed for good', async () => {
    const sender = new FakeSender((_, number) => responded(number === 1 ? 500 : 200));
    await bench.webhook({ ordering_key: 'id', retry: { schedule: [0] } });
    await bench.publish([event('a'), event('a')]);
    await bench.engine(sender).runOnce();
    expect(await statuses()).toEqual(['failed', 'success']);
    expect(await lines()).toEqual(NO_LINES);
  });

  it('leaves webhooks without one alone: their deliveries touch none of its tables', async () => {
    await bench.webhook({});
    const ordered = await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    const sender = new FakeSender();
    await bench.publish([event('a'), event('a'), event('a')]);
    await bench.engine(sender).runOnce();
    expect(sender.requests).toHaveLength(6);
    await bench.pool.query('delete from posthorn.webhooks where id = $1', [ordered]);
    await bench.bump();
    await bench.publish([event('a')]);
    const database = new CuttableDatabase(bench.database);
    database.failing = { at: (sql) => sql.includes('ordering_lines ('), error: new Error('should not be written') };
    await bench.engine(sender, { database }).runOnce();
    expect(sender.requests).toHaveLength(7);
  });

  it('is no order at all for events whose payload has no such field', async () => {
    const sender = new FakeSender((_, number) => responded(number === 1 ? 500 : 200));
    await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    await bench.publish([event(undefined), event(undefined), event(undefined)]);
    await bench.engine(sender).runOnce();
    expect(sender.requests).toHaveLength(3);
    expect([...(await statuses())].sort()).toEqual(['pending', 'success', 'success']);
    expect(await lines()).toEqual(NO_LINES);
  });

  it('is finished by one run also when its process counted as gone in the middle of it', async () => {
    await bench.webhook({ ordering_key: 'id' });
    const sender = new FakeSender(async (_, number) => {
      if (number === 1) {
        // Its heartbeat is too late, and what it was before is still on the list for a while.
        await bench.pool.query("update posthorn.processes set expires_at = now() + interval '500 ms'");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      }
      return responded(200);
    });
    await bench.publish([event('a'), event('a')]);
    await bench.engine(sender, { options: { worker: { heartbeat: 200 } } }).runOnce();
    expect(sender.requests).toHaveLength(2);
  });

  it('waits for a delivery whose process died, and sends that one first', async () => {
    await bench.webhook({ ordering_key: 'id' });
    const database = new CuttableDatabase(bench.database);
    const dying = new FakeSender(hangs);
    bench.engine(dying, { database }).start();
    await bench.publish([event('a'), event('a'), event('b')]);
    await eventually(
      () => Promise.resolve(dying.requests.length),
      (seen) => seen === 2,
    );
    database.isCut = true;
    await bench.publish([event('a')]);

    const sender = new FakeSender();
    const engine = bench.engine(sender);
    await bench.pool.query("update posthorn.processes set expires_at = now() - interval '1 s'");
    await engine.runOnce();
    expect(sender.requests).toHaveLength(0);
    await bench.expireLeases();
    await engine.runOnce();
    const a = sender.requests.map(payloadOf).filter(({ id }) => id === 'a');
    expect(a.map(({ n }) => n)).toEqual(sorted(a.map(({ n }) => n)));
    expect(a).toHaveLength(3);
    expect(await statuses()).toEqual(['success', 'success', 'success', 'success']);
    expect(await lines()).toEqual(NO_LINES);
  });

  it.each([
    ['between the claim and the fan-out', 'ordering_inbox where sequence = any'],
    ['between the fan-out and the first attempt', 'insert into "posthorn".ordering_heads'],
  ])('goes on where a process died %s', async (_, text) => {
    await bench.webhook({ ordering_key: 'id' });
    const database = new CuttableDatabase(bench.database);
    database.failing = {
      at: (sql) => sql.includes(text),
      error: Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
    };
    const dead = new FakeSender();
    await bench.publish([event('a')]);
    await bench.engine(dead, { database }).runOnce();
    expect(dead.requests).toHaveLength(0);
    await bench.publish([event('a'), event('a')]);
    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    const numbers = sender.requests.map((request) => payloadOf(request).n);
    expect(numbers).toHaveLength(3);
    expect(numbers).toEqual(sorted(numbers));
    expect(await lines()).toEqual(NO_LINES);
  });

  it('goes on where a process died between an outcome and the next of its key', async () => {
    await bench.webhook({ ordering_key: 'id' });
    const database = new CuttableDatabase(bench.database);
    const first = new FakeSender(() => {
      database.failing = {
        at: (sql) => sql.includes('ordering_heads'),
        error: Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
      };
      return responded(200);
    });
    await bench.publish([event('a'), event('a')]);
    await bench.engine(first, { database }).runOnce();
    expect(first.requests).toHaveLength(1);
    expect(await statuses()).toEqual(['success', 'pending']);
    const second = new FakeSender();
    await bench.engine(second).runOnce();
    expect(second.requests).toHaveLength(1);
    expect(await lines()).toEqual(NO_LINES);
  });

  it('does not let an event pass that another process has not claimed yet', async () => {
    await bench.webhook({ ordering_key: 'id' });
    await bench.publish([event('a'), event('a')]);
    // A claim that is not over: the row of the first event is locked, as a claimer's would be.
    const [early] = await bench.rows<{ event_id: string }>(
      'select event_id from posthorn.outbox o join posthorn.events e on e.id = o.event_id order by e.sequence',
    );
    const client = await bench.pool.connect();
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    try {
      await client.query('begin');
      await client.query('select from posthorn.outbox where event_id = $1 for update', [early?.event_id]);
      await engine.runOnce();
      expect(sender.requests).toHaveLength(0);
      expect(await lines()).toMatchObject({ inbox: 1 });
      await client.query('rollback');
    } finally {
      client.release();
    }
    await engine.runOnce();
    const numbers = sender.requests.map((request) => payloadOf(request).n);
    expect(numbers).toEqual(sorted(numbers));
    expect(numbers).toHaveLength(2);
  });

  it('is kept by a process that has not heard of it yet: its claims bring nothing until its next poll', async () => {
    const id = await bench.webhook({});
    const database = new WatchedDatabase(bench.database);
    const claims = (): Promise<number> => Promise.resolve(database.claimed.length);
    const sender = new FakeSender(hangs);
    const engine = bench.engine(sender, { database, options: { worker: { pollInterval: 600_000 } } });
    engine.start();
    await eventually(claims, (seen) => seen > 0);
    // A look that has begun with the start would hear of the change.
    await eventually(
      () => Promise.resolve(database.asked),
      (asked) => asked === 0,
    );
    await bench.setWebhook(id, "ordering_key = 'id'");
    await bench.publish([event('a'), event('a')]);
    const before = await claims();
    engine.wake('events');
    await eventually(claims, (seen) => seen > before);
    // Others may have followed: it hears of the key by what the claim says, and polls.
    expect(database.claimed[before]).toBe(0);
    engine.wake();
    await eventually(lines, (seen) => JSON.stringify(seen) === JSON.stringify({ inbox: 0, lines: 2, heads: 1 }));
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (seen) => seen === 1,
    );
  });

  it('follows the sequence, not the ids that publishers make by their clocks', async () => {
    await bench.webhook({ ordering_key: 'id' });
    const [later, earlier] = [event('a'), event('a')];
    await bench.publish([earlier]);
    await bench.publish([later]);
    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    const ids = sender.requests.map(({ headers }) => headers['X-Posthorn-Event']);
    expect(ids).toEqual([earlier.id, later.id]);
  });

  it('sends events of overlapping transactions in either order, never two of a key at once', async () => {
    await bench.webhook({ ordering_key: 'id' });
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    const slow = await bench.pool.connect();
    const [early, late, last] = [event('a'), event('a'), event('a')];
    try {
      await slow.query('begin');
      await bench.writer.store(bench.database.join(slow), [early]);
      await bench.publish([late]);
      await engine.runOnce();
      expect(sender.header('X-Posthorn-Event')).toEqual([late.id]);
      await slow.query('commit');
    } finally {
      slow.release();
    }
    await bench.publish([last]);
    await engine.runOnce();
    expect(sender.header('X-Posthorn-Event')).toEqual([late.id, early.id, last.id]);
  });

  it('keeps an order per webhook: one that fails does not hold the key of another', async () => {
    await bench.webhook({ ordering_key: 'id', url: 'https://receiver.test/bad', retry: { schedule: [0, 600] } });
    await bench.webhook({ ordering_key: 'id', url: 'https://receiver.test/good' });
    const sender = new FakeSender(({ url }) => responded(url.endsWith('bad') ? 500 : 200));
    await bench.publish([event('a'), event('a')]);
    await bench.engine(sender).runOnce();
    expect(sender.requests.filter(({ url }) => url.endsWith('good'))).toHaveLength(2);
    expect(sender.requests.filter(({ url }) => url.endsWith('bad'))).toHaveLength(1);
  });

  it('keeps the order for an installation-wide webhook across projects', async () => {
    await bench.webhook({ ordering_key: 'id', project_id: '' });
    const sender = new FakeSender();
    for (const projectId of ['p1', 'p2', 'p1', 'p2']) await bench.publish([event('a', { projectId })]);
    await bench.engine(sender).runOnce();
    const numbers = sender.requests.map((request) => payloadOf(request).n);
    expect(numbers).toHaveLength(4);
    expect(numbers).toEqual(sorted(numbers));
  });

  it('waits through a pause and goes on in order', async () => {
    const id = await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 0] } });
    const sender = new FakeSender(async () => {
      await bench.setWebhook(id, 'paused = true');
      return responded(500);
    });
    const engine = bench.engine(sender);
    await bench.publish([event('a'), event('a')]);
    await engine.runOnce();
    const sent = sender.requests.length;
    expect(await statuses()).toEqual(['pending', 'pending']);
    sender.answer = () => responded(200);
    await bench.publish([event('a')]);
    await engine.runOnce();
    expect(sender.requests).toHaveLength(sent);
    await bench.setWebhook(id, 'paused = false');
    await engine.runOnce();
    expect(await statuses()).toEqual(['success', 'success', 'skipped']);
    const numbers = sender.requests.map((request) => payloadOf(request).n);
    expect(numbers).toEqual(sorted(numbers));
    expect(await lines()).toEqual(NO_LINES);
  });

  it.each([
    ['disabled', "disabled_reason = 'manual'", 'skipped'],
    ['deleted', 'deleted_at = now()', 'failed'],
  ])('ends what stands in line when the webhook is %s', async (_, change, status) => {
    const id = await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender);
    await bench.publish(Array.from({ length: 20 }, () => event('a')));
    await engine.runOnce();
    expect(sender.requests).toHaveLength(1);
    await bench.setWebhook(id, change);
    await bench.makeDue();
    await eventually(async () => {
      await engine.runOnce();
      return lines();
    }, isEmpty);
    expect(new Set(await statuses())).toEqual(new Set([status]));
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
    expect(sender.requests).toHaveLength(1);
  });

  it('empties the old lines before the first one of a changed key', async () => {
    const id = await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender);
    await bench.publish([event('a'), event('a'), event('b')]);
    await engine.runOnce();
    await bench.setWebhook(id, "ordering_key = 'n'");
    await bench.publish([event('c')]);
    await engine.runOnce();
    expect(sender.requests.map((request) => payloadOf(request).id)).not.toContain('c');
    sender.answer = () => responded(200);
    await bench.makeDue();
    await eventually(async () => {
      await engine.runOnce();
      return lines();
    }, isEmpty);
    expect(await statuses()).toEqual(['success', 'success', 'success', 'success']);
    expect(payloadOf(sender.requests.at(-1) ?? { body: '' }).id).toBe('c');
  });

  it('lets the old lines empty in order when it is taken away', async () => {
    const id = await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender);
    await bench.publish([event('a'), event('a')]);
    await engine.runOnce();
    await bench.setWebhook(id, 'ordering_key = null');
    sender.answer = () => responded(200);
    await bench.publish([event('a')]);
    await engine.runOnce();
    expect(await statuses()).toEqual(['pending', 'pending', 'success']);
    await bench.makeDue();
    await engine.runOnce();
    expect(await statuses()).toEqual(['success', 'success', 'success']);
    expect(await lines()).toEqual(NO_LINES);
  });

  it('decides once, at the claim, which way a delivery goes: a change in between neither loses nor doubles it', async () => {
    const id = await bench.webhook({ ordering_key: 'id' });
    const database = new CuttableDatabase(bench.database);
    database.failing = { at: (sql) => sql.includes('ordering_inbox where sequence = any'), error: new Error('gone') };
    await bench.publish([event('a'), event('a')]);
    await bench.engine(new FakeSender(), { database }).runOnce();
    await bench.setWebhook(id, 'ordering_key = null');
    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    expect(sender.requests).toHaveLength(2);
    expect(await statuses()).toEqual(['success', 'success']);
    expect(await lines()).toEqual(NO_LINES);
  });

  it('is not spent by the recovery of an event whose other deliveries were in flight in a dead process', async () => {
    await bench.webhook({ url: 'https://receiver.test/plain' });
    await bench.webhook({ ordering_key: 'id', url: 'https://receiver.test/ordered' });
    const database = new CuttableDatabase(bench.database);
    const dying = new FakeSender((request, number) =>
      request.url.endsWith('plain') ? hangs(request, number) : responded(200),
    );
    bench.engine(dying, { database }).start();
    await bench.publish([event('a')]);
    await eventually(statuses, (seen) => seen.includes('success'));
    database.isCut = true;
    await bench.expireLeases();
    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    expect(sender.requests.map(({ url }) => url)).toEqual(['https://receiver.test/plain']);
    const [ordered] = await bench.rows(
      "select attempts, status from posthorn.deliveries d join posthorn.webhooks w on w.id = d.webhook_id where ordering_key = 'id'",
    );
    expect(ordered).toEqual({ attempts: 1, status: 'success' });
  });

  it('gives its claims back when the process stops, and another goes on in order', async () => {
    await bench.webhook({ ordering_key: 'id' });
    const stopping = new FakeSender(hangs);
    const engine = bench.engine(stopping);
    engine.start();
    await bench.publish([event('a'), event('a'), event('a')]);
    await eventually(
      () => Promise.resolve(stopping.requests.length),
      (seen) => seen === 1,
    );
    await engine.stop(0);
    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    const numbers = sender.requests.map((request) => payloadOf(request).n);
    expect(numbers).toHaveLength(3);
    expect(numbers).toEqual(sorted(numbers));
  });

  it('does not order replays: one goes at once while its key is held', async () => {
    await bench.webhook({ ordering_key: 'id', retry: { schedule: [0, 600] } });
    const sender = new FakeSender();
    const engine = bench.engine(sender);
    await bench.publish([event('a')]);
    await engine.runOnce();
    sender.answer = () => responded(500);
    await bench.publish([event('a')]);
    await engine.runOnce();
    const [done] = await bench.rows<{ event_id: string; webhook_id: string }>(
      "select event_id, webhook_id from posthorn.deliveries where status = 'success'",
    );
    await bench.pool.query(
      `with made as (
         insert into posthorn.deliveries (event_id, webhook_id, replay, project_id, event_project_id, event_type, status, replay_of)
         values ($1, $2, 1, 'p1', 'p1', 'user.created', 'pending', 0) returning *)
       insert into posthorn.queue (webhook_id, lane, due_at, event_id, replay, project_id)
       select webhook_id, 0, now(), event_id, replay, 'p1' from made`,
      [done?.event_id, done?.webhook_id],
    );
    sender.answer = () => responded(200);
    await engine.runOnce();
    expect(sender.requests).toHaveLength(3);
    expect(await lines()).toMatchObject({ heads: 1, lines: 1 });
  });

  it('never has two in flight when many processes move the same keys on at once', async () => {
    const id = await bench.webhook({ ordering_key: 'id', paused: false });
    await bench.pool.query(
      `insert into posthorn.ordering_lines (webhook_id, generation, hash, sequence, event_id, project_id, due_at)
       select $1, 0, k, s, gen_random_uuid(), 'p1', now() from generate_series(1, 20) k, generate_series(1, 20) s`,
      [id],
    );
    const { loadEngineStatements } = await import('@posthorn/webhooks/engine');
    const advance = loadEngineStatements('posthorn').orderingAdvance;
    // Deliveries that do not exist count as ended: each round takes out a head and puts the next one there.
    for (let round = 0; round < 40; round++) {
      await Promise.allSettled(
        Array.from({ length: 4 }, () => bench.database.query(advance, ['{}', '{}', '{}', '{}', true])),
      );
      const heads = await bench.rows<{ hash: string; lowest: boolean }>(
        `select h.hash, not exists (select from posthorn.ordering_lines l
           where l.webhook_id = h.webhook_id and l.hash = h.hash and l.sequence < h.sequence) as lowest
         from posthorn.ordering_heads h`,
      );
      expect(heads.every(({ lowest }) => lowest)).toBe(true);
    }
    expect(await lines()).toEqual(NO_LINES);
  });
});
