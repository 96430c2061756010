import { eventually, idOf, type Receiver, type ApiClient, type Json, type TestApp } from '../../e2e/support/index.js';
import { bareUuid, type Ids } from './ids.js';

/** A project full of objects, and a key that may do everything in it. */
export interface Tenant {
  readonly ids: Ids;
  readonly key: string;
  readonly client: ApiClient;
  /** In every text of the project that can hold one. */
  readonly marker: string;
}

/** Makes one of everything in a new project, and lets what it sends come to rest. */
export async function tenant(app: TestApp, receiver: Receiver, marker: string): Promise<Tenant> {
  const { id: project, key, client } = await app.project(`Project ${marker}`);
  const made = async (path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Json> =>
    client.expect(201, client.post(path, body, headers));

  const spare = await made(`/v1/projects/${project}/api-keys`, { name: `spare ${marker}` });
  const good = receiver.url(`/${marker}`);
  const webhook = idOf(
    await made('/v1/webhooks', {
      name: marker,
      description: marker,
      url: good,
      events: ['*'],
      secret: `secret-${marker}`,
      headers: { 'X-Own': `value-${marker}` },
      basic_auth: { username: marker, password: `password-${marker}` },
      metadata: { marker },
    }),
  );
  await made(`/v1/projects/${project}/webhooks`, {
    webhookId: `external-${marker}`,
    name: marker,
    url: good,
    events: ['buckets.*.files.*.create'],
  });
  const flux = await made('/api/v1/webhooks', {
    name: marker,
    url: good,
    secret: `fluxbase-${marker}`,
    events: [{ table: 'users', operations: ['UPDATE'] }],
  });
  const user = await made('/v1/users', { name: marker, email: `${marker}@example.com` });
  const payment = await made('/v1/payments', { amount: 1999, currency: 'EUR', source: 'tok_visa' });
  const form = new FormData();
  form.set('file', new Blob([`content ${marker}`]), `${marker}.txt`);
  const file = await made('/v1/files', form);
  const event = await made('/v1/events', { type: 'thing.happened', data: { marker } });

  const delivery = await eventually(
    async () => {
      const { body } = await client.get(`/v1/deliveries?event_id=${idOf(event)}&status=success`);
      return (body.deliveries as Json[])[0];
    },
    (found) => found !== undefined,
  );
  const recovery = await made(`/v1/webhooks/${webhook}/recover`, { since: '2026-01-01T00:00:00Z' });
  return {
    key,
    client,
    marker,
    ids: {
      project,
      key: idOf(spare),
      user: idOf(user),
      file: idOf(file),
      payment: idOf(payment),
      webhook,
      bareWebhook: bareUuid(webhook),
      externalWebhook: `external-${marker}`,
      fluxbaseWebhook: idOf(flux),
      event: idOf(event),
      delivery: idOf(delivery ?? {}),
      recovery: idOf(recovery),
    },
  };
}

/** Waits until nothing is queued, in flight or being recovered. */
export async function settled(app: TestApp): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await app.database.pool.query<{ busy: number }>(
        `select (select count(*) from posthorn.outbox) + (select count(*) from posthorn.queue)
          + (select count(*) from posthorn.recoveries where status in ('running', 'pending', 'waiting'))
          + (select count(*) from posthorn.leases where project_ids <> '{}') as busy`,
      );
      return Number(rows[0]?.busy);
    },
    (busy) => busy === 0,
  );
}
