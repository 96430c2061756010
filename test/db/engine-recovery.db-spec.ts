import { describe, expect, it } from '@jest/globals';
import { loadEngineStatements, silentLogger } from '@posthorn/webhooks/engine';
import { onEngineBench } from './engine-hooks.js';
import {
  away,
  CuttableDatabase,
  type EngineBench,
  eventually,
  failedWith,
  FakeSender,
  hangs,
  isFinish,
  isOutboxClaim,
  NOTHING_LEFT,
  responded,
} from './engine-support.js';

describe('recovery', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  /** An engine that dies with requests in flight; its leases are over then. */
  async function dieInFlight(requests: number, sender = new FakeSender(hangs)): Promise<FakeSender> {
    const database = new CuttableDatabase(bench.database);
    const engine = bench.engine(sender, { database });
    engine.start();
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count >= requests,
    );
    database.isCut = true;
    await bench.expireLeases();
    return sender;
  }

  const outcomes = async (): Promise<unknown[]> =>
    (await bench.attempts()).map((row) => [row['number'], row['outcome']]);

  it('sends again what a dead process had in flight: a number is spent, a step of the table is not', async () => {
    await bench.webhook({ retry: { schedule: [0, 30] } });
    await bench.publish([bench.event()]);
    const dead = await dieInFlight(1);

    const sender = new FakeSender(() => responded(500));
    const engine = bench.engine(sender);
    await engine.runOnce();
    expect(await outcomes()).toEqual([
      [1, 'unknown'],
      [2, 'failed'],
    ]);
    expect(sender.header('X-Posthorn-Attempt')).toEqual(['2']);
    expect(sender.header('X-Posthorn-Delivery')).toEqual(dead.header('X-Posthorn-Delivery'));
    // The retry after the first failure is still there: one step was used, not two.
    expect(await bench.dueIn()).toBeGreaterThan(10);
    await bench.makeDue();
    await engine.runOnce();
    expect(await bench.deliveries()).toMatchObject([{ status: 'failed', failure_reason: 'exhausted', attempts: 3 }]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('fans out again to those only that had no outcome yet', async () => {
    for (let i = 0; i < 20; i++) await bench.webhook({ url: `https://receiver.test/${i}` });
    await bench.publish([bench.event()]);
    const half = new FakeSender((request) =>
      Number(request.url.slice(-1)) % 2 === 0 ? responded(200) : hangs(request, 0),
    );
    const database = new CuttableDatabase(bench.database);
    bench.engine(half, { database }).start();
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.filter((row) => row['status'] === 'success').length === 10,
    );
    database.isCut = true;
    await bench.expireLeases();

    const sender = new FakeSender();
    await bench.engine(sender).runOnce();
    expect(sender.requests).toHaveLength(10);
    const rows = await bench.deliveries();
    expect(rows).toHaveLength(20);
    expect(rows.every((row) => row['status'] === 'success')).toBe(true);
    expect(rows.map((row) => row['attempts']).sort()).toEqual([...Array(10).fill(1), ...Array(10).fill(2)]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('takes over a lost retry under the number after the one that was in flight', async () => {
    await bench.webhook({ retry: { schedule: [0, 60, 60] } });
    await bench.publish([bench.event()]);
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.makeDue();
    await dieInFlight(1);
    await bench.engine(new FakeSender()).runOnce();
    expect(await outcomes()).toEqual([
      [1, 'failed'],
      [2, 'unknown'],
      [3, 'success'],
    ]);
    expect(await bench.deliveries()).toMatchObject([{ status: 'success', attempts: 3 }]);
  });

  it('refuses the late outcome of a frozen process and keeps the newer one', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 30] } });
    await bench.publish([bench.event()]);
    let thaw: () => void = () => undefined;
    const frozen = new FakeSender(
      () =>
        new Promise((resolve) => {
          thaw = () => resolve(responded(500));
        }),
    );
    let lost = 0;
    // Its lease is not renewed meanwhile: it would see by that, and before its outcome is refused, that it is lost.
    const worker = { lease: 600_000 };
    const late = bench.engine(frozen, {
      observer: { leaseLost: (outcomes) => (lost += outcomes) },
      options: { worker },
    });
    const run = late.runOnce();
    await eventually(
      () => Promise.resolve(frozen.requests.length),
      (count) => count === 1,
    );
    await bench.expireLeases();
    await bench.engine(new FakeSender()).runOnce();
    thaw();
    await run;

    expect(lost).toBe(1);
    expect(await bench.deliveries()).toMatchObject([{ status: 'success', attempts: 2 }]);
    expect(await outcomes()).toEqual([
      [1, 'unknown'],
      [2, 'success'],
    ]);
    const health = await bench.rows('select failed_attempts from posthorn.webhook_health where webhook_id = $1', [
      webhook,
    ]);
    expect(health).toEqual([{ failed_attempts: 0 }]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('ends a delivery that kills its process ten times, and no other', async () => {
    await bench.webhook({ url: 'https://receiver.test/poison' });
    await bench.webhook({ url: 'https://receiver.test/healthy' });
    await bench.publish([bench.event()]);
    const answer = (request: { readonly url: string }) =>
      request.url.endsWith('poison') ? hangs(request as never, 0) : responded(200);
    for (let crash = 0; crash < 10; crash++) {
      const sender = new FakeSender(answer);
      const database = new CuttableDatabase(bench.database);
      const engine = bench.engine(sender, { database });
      engine.start();
      await eventually(
        () => Promise.resolve(sender.requests),
        (requests) => requests.some(({ url }) => url.endsWith('poison')),
      );
      if (crash > 0)
        await eventually(
          () => bench.deliveries(),
          (rows) => rows.some((row) => row['status'] === 'success'),
        );
      database.isCut = true;
      await bench.expireLeases();
    }
    const last = new FakeSender(answer);
    await bench.engine(last).runOnce();
    expect(last.requests).toEqual([]);
    const rows = await bench.deliveries();
    expect(rows.map((row) => row['status']).sort()).toEqual(['failed', 'success']);
    expect(rows.find((row) => row['status'] === 'failed')).toMatchObject({
      failure_reason: 'unsendable',
      error_code: 'crash_loop',
      attempts: 10,
    });
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('gives everything back at once when it is stopped, and spends nothing on what it had not begun', async () => {
    await bench.webhook({ max_in_flight: 1 });
    const sender = new FakeSender(hangs);
    const engine = bench.engine(sender);
    engine.start();
    await bench.publish([bench.event(), bench.event(), bench.event()]);
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 1,
    );
    await engine.stop(0);

    expect(await bench.leftovers()).toEqual({ outbox: 0, queue: 3, leases: 0 });
    // The one in flight may have arrived.
    expect(await outcomes()).toEqual([[1, 'unknown']]);
    const next = new FakeSender();
    await bench.engine(next).runOnce();
    expect(next.header('X-Posthorn-Attempt').sort()).toEqual(['1', '1', '2']);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('lets attempts end within the grace time', async () => {
    await bench.webhook();
    let answer: () => void = () => undefined;
    const sender = new FakeSender(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(responded(200));
        }),
    );
    const engine = bench.engine(sender);
    engine.start();
    await bench.publish([bench.event()]);
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 1,
    );
    const stopped = engine.stop(5000);
    answer();
    await stopped;
    expect(await bench.deliveries()).toMatchObject([{ status: 'success', attempts: 1 }]);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('keeps outcomes that cannot be written and writes them when the database is back', async () => {
    await bench.webhook();
    await bench.publish([bench.event()]);
    const database = new CuttableDatabase(bench.database);
    database.failing = { at: isFinish, error: away() };
    const sender = new FakeSender();
    const run = bench.engine(sender, { database }).runOnce();
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count === 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await bench.deliveries()).toEqual([]);
    database.failing = undefined;
    await run;
    expect(await bench.deliveries()).toMatchObject([{ status: 'success', attempts: 1 }]);
    expect(sender.requests).toHaveLength(1);
  });

  it.each([
    ['constraint', 'alter table posthorn.attempts add constraint teapots check (status_code <> 418)'],
    [
      'trigger',
      `create function teapots() returns trigger language plpgsql as $$ begin raise exception 'no teapots'; end $$;
      create trigger teapots before insert on posthorn.attempts
        for each row when (new.status_code = 418) execute function teapots()`,
    ],
  ])('hands on the one outcome that a %s of somebody refuses, and stores all others', async (kind, ddl) => {
    await bench.webhook({ retry: { schedule: [0, 0, 0] } });
    const poison = bench.event();
    const sender = new FakeSender((request) => responded(request.body.includes(poison.id) ? 418 : 200));
    const errors: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
    await bench.rows(ddl);
    const engine = bench.engine(sender, { logger, options: { worker: { lease: 1500, pollInterval: 100 } } });
    engine.start();
    await bench.publish([bench.event(), poison, bench.event(), bench.event()]);
    await eventually(
      () => bench.deliveries(),
      (rows) => rows.filter(({ status }) => status === 'success').length === 3,
    );
    await eventually(
      () => Promise.resolve(errors.join()),
      (seen) => seen.includes('refuses an outcome for good'),
    );
    await bench.rows(
      kind === 'trigger' ? 'drop function teapots() cascade' : 'alter table posthorn.attempts drop constraint teapots',
    );
    // The process gives the lease up that it would renew otherwise, and takes the delivery on when that has ended.
    const settled = await eventually(
      () => bench.deliveries(),
      (rows) => rows.length === 4 && rows.every(({ status }) => status !== 'pending'),
    );
    expect(settled.map(({ status }) => status).sort()).toEqual(['failed', 'success', 'success', 'success']);
    await engine.stop(2000);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('begins nothing new while outcomes cannot be written: it would have to be sent again', async () => {
    await bench.webhook({ max_in_flight: 2 });
    await bench.publish(Array.from({ length: 60 }, () => bench.event()));
    const database = new CuttableDatabase(bench.database);
    let sentBefore: number | undefined;
    const at = (sql: string): boolean => {
      if (isFinish(sql)) sentBefore ??= sender.requests.length;
      return isFinish(sql);
    };
    database.failing = { at, error: away() };
    const sender = new FakeSender(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return responded(200);
    });
    const run = bench.engine(sender, { database, options: { worker: { flushInterval: 5 } } }).runOnce();
    await eventually(
      () => Promise.resolve(sentBefore),
      (count) => count !== undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    const sentMeanwhile = sender.requests.length;
    database.failing = undefined;
    await run;
    // What had begun before the first write failed, and two at a time: 40 go through in 400 ms.
    expect(sentMeanwhile).toBeLessThanOrEqual(sentBefore! + 2);
    expect(sender.requests).toHaveLength(60);
    expect((await bench.deliveries()).every(({ status }) => status === 'success')).toBe(true);
  });

  it('takes a batch twice whose commit was not acknowledged, without a second retry', async () => {
    await bench.webhook({ retry: { schedule: [0, 60] } });
    // A second delivery keeps the lease open, so that the first batch is not its last.
    await bench.webhook({ url: 'https://receiver.test/slow' });
    await bench.publish([bench.event()]);
    const database = new CuttableDatabase(bench.database);
    const honest = database.query.bind(database);
    let unacknowledged = 1;
    database.query = async <Row>(text: string, values?: readonly unknown[]) => {
      const result = await honest<Row>(text, values);
      if (isFinish(text) && unacknowledged-- > 0) throw away();
      return result;
    };
    const sender = new FakeSender(async ({ url }) => {
      if (url.endsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 300));
      return url.endsWith('slow') ? responded(200) : responded(500);
    });
    await bench.engine(sender, { database }).runOnce();
    expect(await bench.rows('select count(*)::int as n from posthorn.queue')).toEqual([{ n: 1 }]);
    expect(await bench.rows('select failed_attempts from posthorn.webhook_health where failed_attempts > 0')).toEqual([
      { failed_attempts: 1 },
    ]);
    expect((await bench.attempts()).length).toBe(2);
  });

  it('never fails to store an outcome for what a receiver answered', async () => {
    await bench.webhook();
    const nasty = 'a\0b"\\\\"{},\ud800 NULL \u{1F600}';
    await bench.publish([bench.event()]);
    await bench
      .engine(new FakeSender(() => responded(200, { 'x-odd': nasty }, `${nasty}${'x'.repeat(100_000)}`)))
      .runOnce();
    const [attempt] = await bench.attempts();
    expect(attempt!['response_body']).toBe(
      `a\uFFFDb"\\\\"{},\uFFFD NULL \u{1F600}${'x'.repeat(100_000)}`.slice(0, 16_384),
    );
    expect(JSON.parse(String(attempt!['response_headers']))).toEqual({ 'x-odd': nasty });
  });

  it('ends a row that cannot be built and leaves its neighbours alone', async () => {
    const broken = await bench.webhook();
    await bench.pool.query("update posthorn.webhook_secrets set sealed = 'garbage' where webhook_id = $1", [broken]);
    const header = await bench.webhook({ basic_auth_username: 'user' });
    await bench.pool.query('update posthorn.webhooks set sealed_headers = $2 where id = $1', [
      header,
      Buffer.from(`webhook-headers:p1:${header}|{"X-Bad":"line\\nbreak"}`),
    ]);
    const foreign = await bench.webhook({ dialect: 'unheard-of' });
    const fine = await bench.webhook();
    await bench.bump();
    const sender = new FakeSender();
    await bench.publish([bench.event()]);
    await bench.engine(sender).runOnce();
    const byId = new Map((await bench.deliveries()).map((row) => [row['webhook_id'], row]));
    expect(byId.get(broken)).toMatchObject({
      status: 'failed',
      failure_reason: 'unsendable',
      error_code: 'secret_unreadable',
    });
    expect(byId.get(header)).toMatchObject({
      status: 'failed',
      failure_reason: 'unsendable',
      error_code: 'invalid_header',
    });
    expect(byId.get(foreign)).toMatchObject({
      status: 'failed',
      failure_reason: 'unsendable',
      error_code: 'unknown_dialect',
    });
    expect(byId.get(fine)).toMatchObject({ status: 'success' });
    expect(sender.requests).toHaveLength(1);
    // A fault of the sender is nobody's bad health.
    expect(await bench.rows('select from posthorn.webhook_health where failed_attempts > 0')).toEqual([]);
  });

  it('ends a thousand rows in a row that cannot be built', async () => {
    const broken = await bench.webhook({ max_in_flight: 1000 });
    await bench.pool.query("update posthorn.webhook_secrets set sealed = 'garbage' where webhook_id = $1", [broken]);
    await bench.bump();
    for (let i = 0; i < 10; i++) await bench.publish(Array.from({ length: 300 }, () => bench.event()));
    await bench.engine(new FakeSender()).runOnce();
    const rows = await bench.deliveries();
    expect(rows).toHaveLength(3000);
    expect(rows.every((row) => row['error_code'] === 'secret_unreadable')).toBe(true);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each([
    ['events', 'was away', away()],
    ['events', 'ended a statement for a deadlock', Object.assign(new Error('deadlock detected'), { code: '40P01' })],
    ['retries', 'was away', away()],
  ])('keeps a claim of %s while what it needs cannot be read, because the database %s', async (what, _, error) => {
    await bench.webhook({ retry: { schedule: [0, 0] } });
    const database = new CuttableDatabase(bench.database);
    const honest = database.query.bind(database);
    const { claimQueue, loadWebhooks } = loadEngineStatements('posthorn');
    let changes = 1;
    let failures = 2;
    database.query = async <Row>(text: string, values?: readonly unknown[]) => {
      const isClaim = what === 'events' ? isOutboxClaim(text) : text === claimQueue;
      // Something has changed just before the claim, so the claim asks for the configuration.
      if (isClaim && changes-- > 0) await bench.bump();
      if (changes <= 0 && text === loadWebhooks && failures-- > 0) throw error;
      return honest<Row>(text, values);
    };
    const sender = new FakeSender((_request, count) => responded(what === 'retries' && count === 1 ? 500 : 200));
    await bench.publish([bench.event()]);
    await bench.engine(sender, { database }).runOnce();
    expect(failures).toBeLessThanOrEqual(0);
    const sent = what === 'retries' ? ['failed', 'success'] : ['success'];
    expect((await bench.attempts()).map(({ outcome }) => outcome)).toEqual(sent);
    expect(await bench.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('goes on by itself after the database was away', async () => {
    await bench.webhook();
    const database = new CuttableDatabase(bench.database);
    database.failing = { at: (sql) => sql.includes('outbox'), error: away() };
    const sender = new FakeSender();
    bench.engine(sender, { database }).start();
    await bench.publish([bench.event()]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sender.requests).toEqual([]);
    database.failing = undefined;
    await eventually(
      () => bench.deliveries(),
      (rows) => rows[0]?.['status'] === 'success',
    );
  });

  it('ends its requests before a lease that it cannot renew is over', async () => {
    await bench.webhook();
    const database = new CuttableDatabase(bench.database);
    let aborted = false;
    const sender = new FakeSender(
      (request) =>
        new Promise((resolve) => {
          request.signal?.addEventListener('abort', () => {
            aborted = true;
            resolve(failedWith('aborted'));
          });
        }),
    );
    bench.engine(sender, { database, options: { worker: { lease: 600 } } }).start();
    await bench.publish([bench.event()]);
    await eventually(
      () => Promise.resolve(sender.requests.length),
      (count) => count > 0,
    );
    database.failing = { at: (sql) => sql.includes('posthorn'), error: away() };
    await eventually(
      () => Promise.resolve(aborted),
      (seen) => seen,
    );
  });

  it('renews its leases for as long as an attempt takes', async () => {
    await bench.webhook();
    let answer: () => void = () => undefined;
    const sender = new FakeSender(() => new Promise((resolve) => (answer = () => resolve(responded(200)))));
    const { renewLeases } = loadEngineStatements('posthorn');
    let renewals = 0;
    const database = new CuttableDatabase(bench.database);
    const query = database.query.bind(database);
    database.query = (text, values) => {
      // One every third of a lease: the lease would be over by then.
      if (text === renewLeases && sender.requests.length > 0 && ++renewals === 4) answer();
      return query(text, values);
    };
    // A machine that stands still for longer than two thirds of it loses a lease, rightly.
    for (const _ of [1, 2]) bench.engine(sender, { database, options: { worker: { lease: 6000 } } }).start();
    await bench.publish([bench.event()]);
    await eventually(
      () => bench.deliveries(),
      (rows) => rows[0]?.['status'] === 'success',
    );
    expect(sender.requests).toHaveLength(1);
  });
});
