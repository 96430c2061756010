import { eventually, idOf, type ApiClient, type Json, type Receiver, type TestApp } from '../../e2e/support/index.js';

/** A shop with webhooks in several states, as an operator finds one on a working day. */
export interface Scene {
  readonly projectId: string;
  readonly key: string;
  readonly client: ApiClient;
  /** By the name that it was given. */
  readonly webhooks: Readonly<Record<'crm' | 'warehouse' | 'ledger' | 'analytics' | 'legacy', string>>;
  readonly deliveryId: string;
  readonly failedDeliveryId: string;
  readonly eventId: string;
}

/** Makes projects, webhooks, events and deliveries over the API; the past, which nothing can make, goes into the tables. */
export async function setScene(app: TestApp, receiver: Receiver): Promise<Scene> {
  const { id: projectId, key, client } = await app.project('Acme Shop');
  await app.project('Nordwind Logistics');
  const admin = app.admin;
  for (const [name, scopes] of [
    // Wider than a phone beside its buttons, whatever the key's own text happens to be.
    ['nightly_reconciliation_of_the_ledger', ['events:read']],
    ['Billing service', ['events:publish', 'webhooks:read']],
    ['Read-only dashboard', ['webhooks:read', 'deliveries:read', 'events:read']],
  ] as const) {
    await admin.expect(201, admin.post(`/v1/projects/${projectId}/api-keys`, { name, scopes }));
  }
  const make = async (name: string, path: string, rest: Json): Promise<string> =>
    idOf(await client.expect(201, client.post('/v1/webhooks', { name, url: receiver.url(path), ...rest })));
  const webhooks = {
    crm: await make('CRM', '/crm', { events: ['user.*'], description: 'Keeps customers in step.' }),
    warehouse: await make('Warehouse', '/warehouse', {
      events: ['payment.succeeded', 'file.uploaded'],
      dialect: 'standard-webhooks',
    }),
    ledger: await make('Ledger', '/ledger', {
      events: ['payment.*'],
      dialect: 'classic',
      retry: { schedule: [0, 1] },
    }),
    analytics: await make('Analytics', '/analytics', { events: ['*'], dialect: 'cloudevents' }),
    legacy: await make('Legacy ERP', '/legacy', { events: ['user.created'], dialect: 'appwrite' }),
  };
  await client.expect(200, client.post(`/v1/webhooks/${webhooks.legacy}/pause`));
  receiver.answerWith('/ledger', 503, 503, 200, 500, 500, 200);
  receiver.answerWith('/crm', 200, 429, 200);

  for (const [name, email] of [
    ['Ada Lovelace', 'ada@example.com'],
    ['Grace Hopper', 'grace@example.com'],
    ['Katherine Johnson', 'katherine@example.com'],
  ] as const) {
    const user = await client.expect(201, client.post('/v1/users', { name, email }));
    await client.expect(200, client.patch(`/v1/users/${idOf(user)}`, { status: 'active' }));
  }
  for (const [amount, source] of [
    [4200, 'tok_visa'],
    [1950, 'tok_chargeDeclined'],
    [12_900, 'tok_visa'],
  ] as const) {
    await client.expect(201, client.post('/v1/payments', { amount, currency: 'EUR', source }));
  }
  const failed = await firstDelivery(client, `?webhook_id=${webhooks.ledger}&status=failed`);
  const delivered = await firstDelivery(client, `?webhook_id=${webhooks.crm}&status=success`);
  await writePast(app, projectId, webhooks);
  return {
    projectId,
    key,
    client,
    webhooks,
    deliveryId: idOf(delivered),
    failedDeliveryId: idOf(failed),
    eventId: String(delivered.event_id),
  };
}

async function firstDelivery(client: ApiClient, query: string): Promise<Json> {
  const deliveries = await eventually(
    async () => (await client.get(`/v1/deliveries${query}`)).body.deliveries as Json[],
    (found) => found.length > 0,
  );
  return deliveries[0] ?? {};
}

/** A day of figures, the same at every run: the shape of a working day, with an outage of one receiver in it. */
async function writePast(app: TestApp, projectId: string, webhooks: Scene['webhooks']): Promise<void> {
  const shares = { crm: 0.3, warehouse: 0.2, ledger: 0.15, analytics: 0.35 } as const;
  for (const name of ['crm', 'warehouse', 'ledger', 'analytics'] as const) {
    const hex = webhooks[name].slice('hook_'.length);
    await app.database.pool.query(PAST, [projectId, hex, shares[name], name === 'ledger']);
  }
}

/** One row for every five minutes; $3 its share of the traffic, $4 whether its receiver was away for an hour. */
const PAST = `
insert into posthorn.delivery_minutes
  (minute, webhook_id, project_id, succeeded, failed, skipped, attempts, response_times)
select minute, $2::uuid, $1, succeeded, failed, 0, succeeded + 3 * failed,
  array[0, 0, succeeded / 10, succeeded / 4, succeeded / 3, succeeded / 5, succeeded / 12, succeeded / 20, 0, failed,
    succeeded / 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
from (
  select minute,
    case when away then 0 else volume end as succeeded,
    case when away then volume else (volume * 0.012)::integer end as failed
  from (
    select minute,
      (120 * $3::float * (1.15 + sin((extract(epoch from minute) - 25200) * 2 * pi() / 86400))
        * (0.85 + 0.3 * abs(sin(extract(epoch from minute) / 577))))::integer as volume,
      $4::boolean and age between interval '7 hours' and interval '8 hours' as away
    from (
      select minute, now() - minute as age
      from generate_series(date_trunc('hour', now()) - interval '24 hours', now() - interval '10 minutes', interval '5 minutes') minute
    ) minutes
  ) volumes
) figures`;
