import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { fromPg } from '@posthorn/database';
import { allDialects } from '@posthorn/dialects';
import { createInbox } from '@posthorn/receiver/inbox';
import { exampleOf, PosthornTesting, replayStoreContract } from '@posthorn/testing';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { appModule, SignupService, UserCreated, UserUpdated } from './testing-host.js';

let testDatabase: TestDatabase;
let app: INestApplicationContext;
let posthorn: PosthornTesting;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  const builder = Test.createTestingModule({ imports: [appModule(testDatabase.pool)] });
  posthorn = PosthornTesting.on(builder);
  app = await (await builder.compile()).init();
  await posthorn.clear();
});
afterEach(() => app.close());

const signUp = (fields: Parameters<typeof exampleOf<typeof UserCreated.example>>[1] = {}) =>
  app.get(SignupService).signUp(exampleOf(UserCreated, fields));
const message = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was wrong',
    (error: unknown) => (error as Error).message,
  );

describe('PosthornTesting', () => {
  it('sends nothing by itself, and everything that is due when asked', async () => {
    await posthorn.subscribe({ projectId: 'p1', events: [UserCreated] });
    await signUp();
    expect(posthorn.sender.requests).toEqual([]);
    expect(await posthorn.dispatcher.runOnce()).toMatchObject({ relayed: 1, attempted: 1 });
    expect(posthorn.sender.requests).toHaveLength(1);
  });

  it('runs a retry table of two and a half hours in no time, with the waits of the table', async () => {
    const receiver = await posthorn.subscribe({ projectId: 'p1', events: [UserCreated] });
    receiver.answers(500, { error: 'timeout' }, 404, 302, 503);
    const begin = performance.now();
    await signUp();
    expect(await posthorn.runRetries()).toEqual([30, 300, 1800, 7200]);
    expect(performance.now() - begin).toBeLessThan(120_000);
    // The time that is signed has passed too: the receiver has verified each attempt by the same clock.
    const times = receiver.webhooks.map(({ timestamp }) => timestamp! - receiver.webhooks[0]!.timestamp!);
    expect(times).toEqual([0, 30, 330, 2130, 9330]);
    const { rows } = await testDatabase.pool.query('select status, failure_reason, attempts from posthorn.deliveries');
    expect(rows).toEqual([{ status: 'failed', failure_reason: 'exhausted', attempts: 5 }]);
  });

  it('is not disturbed by the webhooks of an earlier test, and forgets them when asked', async () => {
    const earlier = Test.createTestingModule({ imports: [appModule(testDatabase.pool)] });
    const left = PosthornTesting.on(earlier);
    const other = await (await earlier.compile()).init();
    await left.subscribe({ projectId: 'p1', events: [UserCreated] });
    await other.close();
    const receiver = await posthorn.subscribe({ projectId: 'p1', events: [UserCreated] });
    await signUp();
    // The other webhook has another secret: behind the same URL it would be refused, and tried again.
    expect(await posthorn.runRetries()).toEqual([]);
    expect(receiver.receptions).toHaveLength(1);
    expect(await posthorn.deliveries()).toHaveLength(2);
    await posthorn.clear();
    expect(await posthorn.deliveries()).toEqual([]);
    await signUp();
    await posthorn.expectNotDelivered(UserCreated);
    const again = await posthorn.subscribe({ projectId: 'p1', events: [UserCreated] });
    await signUp();
    await posthorn.expectDelivered(UserCreated, {}, { to: again, times: 1 });
    expect(posthorn.sender.requests).toHaveLength(1);
  });

  it('lets time pass only as far as it is told', async () => {
    const receiver = await posthorn.subscribe({
      projectId: 'p1',
      events: [UserCreated],
      retry: { schedule: [0, 60] },
    });
    receiver.answers(500);
    await signUp();
    await posthorn.runOnce();
    await posthorn.advance('55s');
    expect(await posthorn.runOnce()).toMatchObject({ attempted: 0 });
    await posthorn.advance('5s');
    expect(await posthorn.runOnce()).toMatchObject({ attempted: 1, nextDueAt: null });
  });

  it.each(allDialects.map(({ name }) => name))('finds what was published in what %s delivers', async (dialect) => {
    const receiver = await posthorn.subscribe({ projectId: 'p1', events: [UserCreated], dialect });
    await signUp({ email: 'eve@example.com' });
    const [delivered] = await posthorn.expectDelivered(UserCreated, { email: 'eve@example.com' }, { to: receiver });
    expect(delivered).toMatchObject({ type: 'user.created', attempt: 1, status: 200, url: receiver.url });
    // One dialect signs nothing unless a secret is given.
    if (dialect !== 'fluxbase' && dialect !== 'fluxbase-native') expect(receiver.webhooks).toHaveLength(1);
  });

  it('says what comes nearest to what it does not find', async () => {
    const receiver = await posthorn.subscribe({ projectId: 'p1', events: ['user.*'] });
    await signUp();
    expect(await message(posthorn.expectDelivered(UserCreated, { email: 'eve@example.com', name: 'Ada' }))).toBe(
      [
        `user.created was expected to be delivered with { email: 'eve@example.com', name: 'Ada' }.`,
        'The nearest:',
        `  user.created to ${receiver.url}, attempt 1, answered with 200: email is 'ada@example.com', not 'eve@example.com'`,
      ].join('\n'),
    );
    expect(await message(posthorn.expectDelivered(UserCreated, {}, { times: 2 }))).toMatch(
      /2 times.*\nIt was delivered 1 time\./,
    );
    expect(await message(posthorn.expectNotDelivered(UserCreated, { name: 'Ada' }))).toMatch(
      /^user.created was delivered and must not be to https/,
    );
    await posthorn.expectNotDelivered(UserCreated, { name: 'Eve' });
  });

  it('says why nothing was delivered: not published, not wanted, or refused by the receiver', async () => {
    const receiver = await posthorn.subscribe({ projectId: 'p1', events: [UserUpdated] });
    expect(await message(posthorn.expectDelivered(UserCreated))).toMatch(
      /No user.created was published, or its transaction/,
    );
    await signUp();
    expect(await message(posthorn.expectDelivered(UserCreated))).toMatch(/published once, and no webhook .* wants it/);
    const failing = await posthorn.subscribe({ projectId: 'p1', events: [UserCreated] });
    failing.answers(500, 'hang');
    await signUp();
    expect(await message(posthorn.expectDelivered(UserCreated))).toMatch(/attempt 1, answered with 500$/);
    expect(receiver.receptions).toEqual([]);
  });

  it('says what is missing when the application is not compiled, or has no Posthorn', async () => {
    const early = PosthornTesting.on(Test.createTestingModule({ imports: [appModule(testDatabase.pool)] }));
    await expect(early.runRetries()).rejects.toMatchObject({ code: 'posthorn_missing' });
  });
});

describe('the contract of a replay store, kept by the one in PostgreSQL', () => {
  const inbox = () => createInbox({ database: fromPg(testDatabase.pool) });
  beforeAll(() => inbox().createTable());
  for (const { name, run } of replayStoreContract(() => inbox().replayStore())) it(name, run);
});
