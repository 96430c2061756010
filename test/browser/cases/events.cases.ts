import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { idOf, type ApiClient, type Json } from '../../e2e/support/index.js';
import { ConsoleWorld, type Visitor } from '../support/index.js';

describe('events in the console', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let client: ApiClient;
  let projectId: string;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    const project = await world.app.project('Acme');
    ({ client, id: projectId } = project);
    visitor = await world.operator();
    const make = (name: string, rest: Json): Promise<Json> =>
      client.expect(201, client.post('/v1/webhooks', { name, url: world.receiver.url(`/${name}`), ...rest }));
    await make('listens', { events: ['user.created'] });
    await make('hears-payments', { events: ['payment.*'] });
    const { id } = await make('sleeps', { events: ['user.created'] });
    await client.expect(200, client.post(`/v1/webhooks/${String(id)}/pause`));
    await make('is-picky', { events: ['user.created'], filter: { 'data.name': 'Grace' } });
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  it('say of every webhook whether it got them, and why not', async () => {
    await client.expect(201, client.post('/v1/users', { name: 'Ada', email: 'ada@example.com' }));
    await world.receiver.waitFor('/listens', 1);
    const { page } = visitor;
    await visitor.visit(`/events?project=${projectId}`);
    await page.getByRole('link', { name: 'user.created' }).first().click();
    const table = page.getByRole('table', { name: 'Who got the event, and who did not' });
    const row = (name: string) => table.getByRole('row').filter({ hasText: name });
    await row('listens')
      .getByText(/success|delivered/)
      .first()
      .waitFor();
    await row('hears-payments').getByText('not heard').waitFor();
    await row('sleeps')
      .getByText(/skipped/)
      .first()
      .waitFor();
    await row('is-picky')
      .getByText(/filter/)
      .filter({ visible: true })
      .waitFor();
    expect(world.receiver.on('/is-picky')).toEqual([]);
  });

  it('are published from an example, once what was written fits the schema', async () => {
    const { page } = visitor;
    await visitor.visit(`/events?project=${projectId}`);
    await page.getByRole('button', { name: 'Publish a test event' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Event type' }).click();
    await page.getByRole('option', { name: 'payment.succeeded' }).click();
    const payload = dialog.getByLabel('Payload');
    const example = JSON.parse(await payload.inputValue()) as Json;
    await payload.fill(JSON.stringify({ ...example, amount: 'a lot' }));
    await dialog.getByText('Expected "integer"').waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
    await payload.fill(JSON.stringify({ ...example, amount: 4711 }));
    await dialog.getByText('It fits the schema.').waitFor();
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByRole('link', { name: 'See who gets it' }).click();
    await page.getByRole('heading', { level: 1, name: 'payment.succeeded' }).waitFor();
    const [request] = await world.receiver.waitFor('/hears-payments', 1);
    expect(JSON.parse(request!.body)).toMatchObject({ data: { amount: 4711 } });
    const events = (await client.get('/v1/events?type=payment.succeeded')).body.events as Json[];
    expect(events.map(idOf)).toHaveLength(1);
  });
});
