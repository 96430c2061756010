import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { appwriteUrl, DialectsModule } from '@posthorn/dialects';
import * as newest from 'node-appwrite';
import * as older from 'node-appwrite-23';
import { startApi, TokenGuard, type Api } from './api-support.js';

let api: Api;

async function start(adapter?: AbstractHttpAdapter): Promise<void> {
  const imports = [DialectsModule.forRoot(undefined, { guard: TokenGuard })];
  const setup = { imports, extras: { isGlobal: true, api: { guard: TokenGuard } } };
  api = await startApi(adapter ? { ...setup, adapter } : setup);
}

const url = 'https://example.com/appwrite';

/** Fastify routes before any middleware, so that its own option has to do what the module does on Express. */
const servers: readonly (readonly [name: string, () => AbstractHttpAdapter | undefined])[] = [
  ['Express', () => undefined],
  ['Fastify', () => new FastifyAdapter({ rewriteUrl: appwriteUrl })],
];

describe.each(servers)('node-appwrite 27.1.0, and a host on %s', (_server, adapter) => {
  beforeAll(() => start(adapter()));
  afterAll(() => api.close());

  const webhooks = (project: string): newest.Webhooks => {
    const client = new newest.Client().setEndpoint(`${api.base}/v1`).setProject(project);
    client.addHeader('Authorization', `Bearer ${project}`);
    return new newest.Webhooks(client);
  };

  it('goes through the whole life of a webhook', async () => {
    const client = webhooks('p27');
    const webhookId = newest.ID.unique();
    const created = await client.create({
      webhookId,
      url,
      name: 'Orders',
      events: ['users.*.create', 'databases.*'],
      tls: true,
      authUsername: 'u',
      authPassword: 'p',
    });
    expect(created).toMatchObject({
      $id: webhookId,
      url,
      name: 'Orders',
      tls: true,
      enabled: true,
      authUsername: 'u',
      logs: '',
      attempts: 0,
    });
    expect(created.secret).toMatch(/^whsec_/);
    expect(await client.get({ webhookId })).toMatchObject({ $id: webhookId, secret: '' });
    const updated = await client.update({ webhookId, name: 'Renamed', url, events: ['users.*'], enabled: false });
    expect(updated).toMatchObject({ name: 'Renamed', events: ['users.*'], enabled: false });
    const rotated = await client.updateSecret({ webhookId, secret: 'a-secret-of-mine' });
    expect(rotated.secret).toBe('a-secret-of-mine');
    expect((await client.updateSecret({ webhookId })).secret).not.toBe('a-secret-of-mine');
    await client.delete({ webhookId });
    await expect(client.get({ webhookId })).rejects.toMatchObject({ code: 404, type: 'webhook_not_found' });
    await expect(client.delete({ webhookId })).rejects.toMatchObject({ code: 404 });
  });

  it('lists by queries', async () => {
    const client = webhooks('p27-lists');
    for (const name of ['a', 'b', 'c'])
      await client.create({ webhookId: name, url: `${url}/${name}`, name, events: ['users.*'] });
    const ids = async (...queries: readonly string[]): Promise<readonly string[]> => {
      const list = await client.list({ queries: [...queries] });
      return list.webhooks.map(({ $id }) => $id);
    };
    expect((await client.list()).total).toBe(3);
    expect(await ids(newest.Query.limit(1), newest.Query.offset(1))).toEqual(['b']);
    expect(await ids(newest.Query.equal('name', ['a', 'c']), newest.Query.orderDesc('name'))).toEqual(['c', 'a']);
    expect(await ids(newest.Query.cursorAfter('a'))).toEqual(['b', 'c']);
    expect((await client.list({ queries: [newest.Query.limit(1)], total: false })).total).toBe(0);
    await expect(ids(newest.Query.cursorAfter('nobody'))).rejects.toMatchObject({
      code: 400,
      type: 'general_cursor_not_found',
    });
    await expect(ids(newest.Query.equal('secret', ['x']))).rejects.toMatchObject({ type: 'general_query_invalid' });
  });

  it('gets errors by type', async () => {
    const client = webhooks('p27-errors');
    const create = (parts: object): Promise<unknown> =>
      client.create({ webhookId: 'taken', url, name: 'x', events: ['users.*'], ...parts });
    await create({});
    await expect(create({})).rejects.toMatchObject({ code: 409, type: 'webhook_already_exists' });
    await expect(create({ webhookId: 'x', secret: '1234567' })).rejects.toMatchObject({ code: 400 });
    await expect(create({ webhookId: 'x', secret: 's'.repeat(257) })).rejects.toMatchObject({ code: 400 });
    await expect(create({ webhookId: 'x', url: 'ftp://example.com' })).rejects.toMatchObject({
      code: 400,
      type: 'general_argument_invalid',
    });
    await expect(create({ webhookId: 'x', url: 'http://10.0.0.1/' })).rejects.toMatchObject({ code: 400 });
    await expect(create({ webhookId: 'x', events: ['users.**'] })).rejects.toMatchObject({ code: 400 });
    const stranger = new newest.Webhooks(new newest.Client().setEndpoint(`${api.base}/v1`).setProject('p27'));
    await expect(stranger.list()).rejects.toMatchObject({ code: 401 });
  });
});

describe.each(servers)('node-appwrite 23.1.0, and a host on %s', (_server, adapter) => {
  beforeAll(() => start(adapter()));
  afterAll(() => api.close());

  it('goes through the whole life of a webhook in the older words', async () => {
    const sdk = new older.Client().setEndpoint(`${api.base}/v1`).setProject('p23');
    sdk.addHeader('Authorization', 'Bearer p23');
    const client = new older.Webhooks(sdk);
    const webhookId = older.ID.unique();
    const created = await client.create({
      webhookId,
      url,
      name: 'Orders',
      events: ['storage.*.files.*.create'],
      security: true,
      httpUser: 'u',
      httpPass: 'p',
    });
    expect(created).toMatchObject({ $id: webhookId, security: true, httpUser: 'u', enabled: true });
    expect(created.signatureKey).toMatch(/^whsec_/);
    const rotated = await client.updateSignature({ webhookId });
    expect(rotated.signatureKey).not.toBe(created.signatureKey);
    const updated = await client.update({ webhookId, name: 'Renamed', url, events: ['users.*'], security: false });
    expect(updated).toMatchObject({ name: 'Renamed', security: false });
    expect((await client.list()).total).toBe(1);
    await client.delete({ webhookId });
    await expect(client.get({ webhookId })).rejects.toMatchObject({ code: 404, type: 'webhook_not_found' });
  });
});
