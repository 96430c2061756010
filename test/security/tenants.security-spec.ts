import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DialectsModule } from '@posthorn/dialects';
import { deliveryId } from '@posthorn/webhooks';

import { Receiver, startTestApp, type TestApp } from '../e2e/support/index.js';
import {
  bareUuid,
  call,
  comparable,
  DOCUMENTS,
  named,
  NATIVE,
  SESSION,
  routesOf,
  settled,
  swaps,
  tableContents,
  tenant,
  unknownIds,
  type Tenant,
} from './support/index.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const operations = [...named(NATIVE), ...named(DOCUMENTS)];

describe('two projects full of objects', () => {
  let app: TestApp;
  let receiver: Receiver;
  let mine: Tenant;
  let theirs: Tenant;

  beforeAll(async () => {
    app = await startTestApp();
    receiver = await Receiver.start();
    await app.admin.expect(201, app.admin.post('/v1/event-types', { name: 'thing.happened' }));
    mine = await tenant(app, receiver, 'mine4711');
    theirs = await tenant(app, receiver, 'theirs0815');
    await settled(app);
  });

  afterAll(async () => {
    await receiver.stop();
    await app.close();
  });

  it('are asked about with every operation of /openapi.json: one that is new needs an entry in NATIVE', async () => {
    const { paths } = (await app.admin.expect(200, app.admin.get('/openapi.json'))) as {
      paths: Record<string, object>;
    };
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => METHODS.includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(served.sort()).toEqual([...Object.keys(NATIVE), ...SESSION].sort());
  });

  it('are asked about with every operation of the documents: one that is new needs an entry in DOCUMENTS', () => {
    const { controllers = [] } = DialectsModule.forRoot();
    expect(routesOf(controllers).sort()).toEqual(Object.keys(DOCUMENTS).sort());
  });

  it('do not tell a foreign id from an unknown one, show nothing and change nothing', async () => {
    const before = await tableContents(app.database.pool);
    for (const operation of operations.filter(({ scope }) => scope !== 'admin')) {
      const unknown = unknownIds();
      const strangers = swaps(operation, mine.ids, unknown);
      for (const [index, foreign] of swaps(operation, mine.ids, theirs.ids).entries()) {
        const stranger = strangers[index] ?? unknown;
        const answer = await call(mine.client, operation, foreign);
        const reference = await call(mine.client, operation, stranger);
        const where = `${operation.name} ${operation.path} with ${operation.takes.join('+')} #${index}`;
        expect(`${where}: ${comparable(answer, foreign)}`).toBe(`${where}: ${comparable(reference, stranger)}`);
        expect(`${where}: ${answer.status}`).toBe(`${where}: ${operation.answersPerId ? 200 : 404}`);
        expect(JSON.stringify(answer.body)).not.toContain(theirs.marker);
      }
    }
    expect(await tableContents(app.database.pool)).toEqual(before);
  });

  it('do not show anything of each other in lists without a filter', async () => {
    for (const operation of operations.filter(({ name, scope }) => name.startsWith('GET ') && scope !== 'admin')) {
      const answer = await mine.client.get(
        operation.path.split('?', 1)[0]?.replace('{project}', mine.ids.project) ?? '',
      );
      const text = JSON.stringify(answer.body);
      expect(`${operation.name}: ${text}`).not.toContain(theirs.marker);
      for (const id of Object.values(theirs.ids) as string[]) expect(`${operation.name}: ${text}`).not.toContain(id);
    }
  });

  it('cannot be mixed in the id of a delivery: my webhook with their event, their webhook with my event', async () => {
    const before = await tableContents(app.database.pool);
    const pairs = [
      [theirs.ids.event, mine.ids.webhook],
      [mine.ids.event, theirs.ids.webhook],
    ] as const;
    for (const [event, webhook] of pairs) {
      const id = deliveryId({ eventId: bareUuid(event), webhookId: bareUuid(webhook), replay: 0 });
      for (const path of [`/v1/deliveries/${id}`, `/v1/deliveries/${id}/attempts`]) {
        expect((await mine.client.get(path)).status).toBe(404);
      }
      expect((await mine.client.post(`/v1/deliveries/${id}/replay`)).status).toBe(404);
    }
    expect(await tableContents(app.database.pool)).toEqual(before);
  });

  it('have cursors of their own: one of the other project, another list or another filter is refused', async () => {
    for (const client of [mine.client, theirs.client]) {
      for (let index = 0; index < 2; index += 1) {
        await client.expect(201, client.post('/v1/events', { type: 'thing.happened', data: { index } }));
      }
    }
    await settled(app);
    const lists = ['events', 'deliveries', 'audit', 'webhooks'];
    for (const list of lists) {
      const { body } = await theirs.client.get(`/v1/${list}?limit=1`);
      const cursor = String(body.next_cursor);
      expect(cursor).not.toBe('null');
      const own = await theirs.client.get(`/v1/${list}?limit=1&cursor=${cursor}`);
      expect(`${list} ${own.status}`).toBe(`${list} 200`);
      const foreign = await mine.client.get(`/v1/${list}?limit=1&cursor=${cursor}`);
      expect(`${list} ${foreign.status}`).toBe(`${list} 400`);
      expect(foreign.body).toMatchObject({ code: 'invalid_cursor' });
      const other = lists[(lists.indexOf(list) + 1) % lists.length] ?? '';
      expect((await theirs.client.get(`/v1/${other}?limit=1&cursor=${cursor}`)).status).toBe(400);
      const first = cursor.startsWith('A') ? 'B' : 'A';
      expect((await theirs.client.get(`/v1/${list}?limit=1&cursor=${first}${cursor.slice(1)}`)).status).toBe(400);
    }
  });

  it('have Idempotency-Keys and event ids of their own', async () => {
    const body = { id: 'same-id', type: 'thing.happened', data: { same: 'words' } };
    const headers = { 'idempotency-key': 'same-key' };
    const [first, second] = [
      await mine.client.post('/v1/events', body, headers),
      await theirs.client.post('/v1/events', { ...body, data: { other: 'words' } }, headers),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    expect(second.body.id).not.toBe(first.body.id);
    await settled(app);
  });

  // Last: without it, an operation that is refused for another reason would look well guarded.
  it('let their owner do each of these things', async () => {
    const order = [...operations].sort((a, b) => (a.ends ?? 0) - (b.ends ?? 0));
    for (const operation of order.filter(({ scope }) => scope !== 'admin')) {
      const answer = await call(theirs.client, operation, theirs.ids);
      const good = operation.owner?.includes(answer.status) ?? (answer.status >= 200 && answer.status < 300);
      if (!good)
        throw new Error(`${operation.name} ${operation.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    for (const operation of order.filter(({ scope }) => scope === 'admin')) {
      const { status } = await call(app.admin, operation, mine.ids);
      expect(`${operation.name} ${status < 300}`).toBe(`${operation.name} true`);
    }
  });
});
