import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DialectsModule } from '@posthorn/dialects';
import { startApi, TokenGuard, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

/** What its TypeScript types promise. */
interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly unknown[];
  readonly is_active: boolean;
  readonly created_at: string;
}

/**
 * The requests of the Fluxbase client, which cannot be installed, as it was seen to send them: every one says that it is
 * JSON, those without a body too, and carries the key twice.
 */
class FluxbaseClient {
  constructor(
    private readonly base: string,
    private readonly key: string,
  ) {}

  create = (webhook: object) => this.send<Webhook>('POST', '', webhook);
  list = () => this.send<{ webhooks: Webhook[]; total: number }>('GET', '');
  get = (id: string) => this.send<Webhook>('GET', `/${id}`);
  update = (id: string, patch: object) => this.send<Webhook>('PATCH', `/${id}`, patch);
  delete = (id: string) => this.send<{ message: string }>('DELETE', `/${id}`);
  test = (id: string) => this.send<{ success: boolean; status_code?: number }>('POST', `/${id}/test`, {});
  listDeliveries = (id: string, limit = 50) =>
    this.send<{ deliveries: Record<string, unknown>[] }>('GET', `/${id}/deliveries?limit=${limit}`);

  private async send<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.base}/api/v1/webhooks${path}`, {
      method,
      headers: { 'content-type': 'application/json', apikey: this.key, authorization: `Bearer ${this.key}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const answer = (text === '' ? '' : JSON.parse(text)) as T & { error?: string };
    if (response.ok) return answer;
    throw Object.assign(new Error(answer.error), { status: response.status, details: answer });
  }
}

const servers: readonly (readonly [name: string, () => AbstractHttpAdapter | undefined])[] = [
  ['Express', () => undefined],
  ['Fastify', () => new FastifyAdapter()],
];

describe.each(servers)('the Fluxbase client, and a host on %s', (_server, adapter) => {
  let api: Api;
  let client: FluxbaseClient;
  const receiver = new Receiver();
  let url: string;

  beforeAll(async () => {
    const server = adapter();
    const imports = [DialectsModule.forRoot(undefined, { guard: TokenGuard })];
    const setup = { imports, extras: { isGlobal: true, api: { guard: TokenGuard } } };
    api = await startApi(server ? { ...setup, adapter: server } : setup);
    client = new FluxbaseClient(api.base, 'p1');
    url = await receiver.start();
  });
  afterAll(async () => {
    await receiver.stop();
    await api.close();
  });

  it('goes through the whole life of a webhook', async () => {
    const printed = {
      name: 'User Events',
      description: 'Notify external system of user changes',
      url,
      secret: 'your-webhook-secret',
      enabled: true,
      events: [{ table: 'users', operations: ['INSERT', 'UPDATE'] }],
      max_retries: 3,
      timeout_seconds: 30,
      retry_backoff_seconds: 5,
    };
    const created = await client.create(printed);
    const { secret: _secret, ...shown } = printed;
    expect(created).toMatchObject({ ...shown, is_active: true, created_at: expect.stringMatching(/Z$/) });
    expect(created).not.toHaveProperty('secret');
    expect(await client.list()).toEqual({ webhooks: [expect.objectContaining({ id: created.id })], total: 1 });
    expect(await client.get(created.id)).toEqual(created);
    expect(await client.update(created.id, { enabled: false })).toMatchObject({ enabled: false, is_active: false });
    expect(await client.update(created.id, { is_active: true })).toMatchObject({ ...shown, is_active: true });

    expect(await client.test(created.id)).toMatchObject({ success: true, status_code: 200, response_body: 'ok' });
    expect(JSON.parse(receiver.received.at(-1)!.body)).toMatchObject({ event: 'INSERT', table: 'users' });
    receiver.status = 500;
    expect(await client.test(created.id)).toMatchObject({ success: false, status_code: 500, error: 'HTTP 500' });
    receiver.status = 200;
    const { deliveries } = await client.listDeliveries(created.id);
    expect(deliveries).toMatchObject([
      { webhook_id: created.id, event: 'INSERT', payload: { table: 'users' }, status: 'failed', status_code: 500 },
      { webhook_id: created.id, status: 'success', response_body: 'ok', delivered_at: expect.any(String) },
    ]);
    expect((await client.listDeliveries(created.id, 1)).deliveries).toHaveLength(1);

    expect(await client.delete(created.id)).toMatchObject({ message: expect.any(String) });
    await expect(client.get(created.id)).rejects.toMatchObject({
      status: 404,
      message: 'There is no such webhook.',
      details: { code: 'WEBHOOK_NOT_FOUND' },
    });
  });

  it('creates by the shape of its own types, without a name and with events as texts', async () => {
    const created = await client.create({ url, events: ['user.created'], description: 'mine' });
    expect(created).toMatchObject({ url, events: ['user.created'], description: 'mine', is_active: true });
    await client.delete(created.id);
  });

  it('is told what is wrong by an error that it can show', async () => {
    await expect(client.create({ name: 'x', events: [] })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('url'),
      details: { code: expect.stringMatching(/^[A-Z_]+$/) },
    });
    await expect(new FluxbaseClient(api.base, 'wrong').list()).rejects.toMatchObject({ status: 401 });
  });

  it('has a command-line sister that sends one text of events and no apikey, and gets bare arrays', async () => {
    const create = { url, events: 'user.created, user.updated', unknown: 'ignored' };
    const created = await api.call('POST', '/api/v1/webhooks', create, {
      token: 'p1',
      headers: { 'x-client-key': 'p1', 'user-agent': 'fluxbase-cli' },
    });
    expect(created).toMatchObject({ status: 201, body: { events: ['user.created', 'user.updated'] } });
    const list = await api.call('GET', '/api/v1/webhooks', undefined, { token: 'p1' });
    expect(list.body).toEqual([expect.objectContaining({ id: created.body.id })]);
    const forced = await api.call('GET', '/api/v1/webhooks?envelope=true', undefined, { token: 'p1' });
    expect(forced.body).toMatchObject({ total: 1 });
  });

  it('replays a delivery', async () => {
    const { id } = await client.create({ url, events: ['user.created'] });
    await client.test(id);
    const [delivery] = (await client.listDeliveries(id)).deliveries;
    const path = `/api/v1/webhooks/${id}/deliveries/${String(delivery!.id)}/replay`;
    const replay = await api.call('POST', path, undefined, { token: 'p1' });
    expect(replay).toMatchObject({ status: 201, body: { webhook_id: id, status: 'pending', event: 'INSERT' } });
    expect((await client.listDeliveries(id)).deliveries).toHaveLength(2);
    const other = await client.create({ url, events: ['user.created'] });
    const wrong = path.replace(id, other.id);
    expect(await api.call('POST', wrong, undefined, { token: 'p1' })).toMatchObject({
      status: 404,
      body: { code: 'DELIVERY_NOT_FOUND' },
    });
    expect((await api.call('POST', path, undefined, { token: 'p2' })).status).toBe(404);
  });
});
