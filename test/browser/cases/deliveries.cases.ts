import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually, idOf, type ApiClient, type Json } from '../../e2e/support/index.js';
import { ConsoleWorld, type Visitor } from '../support/index.js';

describe('deliveries in the console', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let client: ApiClient;
  let projectId: string;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    const project = await world.app.project('Acme');
    ({ client, id: projectId } = project);
    visitor = await world.operator();
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  const webhook = async (path: string, rest: Json = {}): Promise<string> => {
    const body = {
      name: path,
      url: world.receiver.url(path),
      events: ['user.created'],
      retry: { schedule: [0] },
      ...rest,
    };
    return idOf(await client.expect(201, client.post('/v1/webhooks', body)));
  };
  const signUp = async (count = 1): Promise<void> => {
    for (let number = 0; number < count; number += 1) {
      await client.expect(201, client.post('/v1/users', { name: `User ${number}`, email: `u${number}@example.com` }));
    }
  };
  const failed = (webhookId: string, count: number): Promise<Json[]> =>
    eventually(
      async () => (await client.get(`/v1/deliveries?webhook_id=${webhookId}&status=failed`)).body.deliveries as Json[],
      (found) => found.length === count,
    );

  it('show what was sent, what came back and why it failed, and are replayed', async () => {
    world.receiver.answerWith('/one', 500);
    const id = await webhook('/one');
    await signUp();
    const [delivery] = await failed(id, 1);
    const { page } = visitor;
    await visitor.visit(`/deliveries/${idOf(delivery!)}?project=${projectId}`);
    await page.getByText('The receiver answered 500').first().waitFor();
    await page.getByText('"user.created"').first().waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(idOf(delivery!)));
    await page.getByText('success', { exact: true }).first().waitFor();
    const [first, second] = await world.receiver.waitFor('/one', 2);
    expect(second!.body).toBe(first!.body);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  });

  it('are replayed together when several are selected', async () => {
    world.receiver.answerWith('/several', 500, 500, 500);
    const id = await webhook('/several');
    await signUp(3);
    await failed(id, 3);
    const { page } = visitor;
    await visitor.visit(`/deliveries?webhook=${id}&status=failed&project=${projectId}`);
    const boxes = page.getByRole('checkbox', { name: /^Select user.created/ });
    await boxes.nth(2).waitFor();
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByRole('button', { name: 'Replay selected' }).click();
    expect(await world.receiver.waitFor('/several', 5)).toHaveLength(5);
    await eventually(
      async () => (await client.get(`/v1/deliveries?webhook_id=${id}&status=success`)).body.deliveries as Json[],
      (found) => found.length === 2,
    );
  });

  it('appear by themselves while one looks', async () => {
    const id = await webhook('/live');
    const { page } = visitor;
    await visitor.visit(`/deliveries?webhook=${id}&project=${projectId}`);
    await page.getByRole('switch', { name: /live/i }).click();
    const rows = page.getByRole('table', { name: 'Deliveries' }).getByRole('row').filter({ hasText: 'user.created' });
    expect(await rows.count()).toBe(0);
    await page.getByText('Live tail').waitFor();
    // Nothing else brings rows while it is on.
    await signUp();
    await rows.first().waitFor();
    await signUp();
    await rows.nth(1).waitFor();
  });

  it('are found by their status', async () => {
    world.receiver.answerWith('/mixed', 500);
    const id = await webhook('/mixed');
    await signUp(2);
    await failed(id, 1);
    const { page } = visitor;
    for (const status of ['failed', 'success']) {
      await visitor.visit(`/deliveries?webhook=${id}&status=${status}&project=${projectId}`);
      const rows = page.getByRole('table', { name: 'Deliveries' }).getByRole('row').filter({ hasText: 'user.created' });
      await rows.first().waitFor();
      expect(await rows.count()).toBe(1);
      await rows.first().getByText(status).waitFor();
    }
    // Its own entry in the navigation takes every filter away, from the fields too.
    const type = page.getByRole('combobox', { name: 'Event type' });
    await type.fill('user.created');
    await type.press('Enter');
    await page.waitForURL(/type=user\.created/);
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click();
    await page.waitForURL((url) => !url.searchParams.has('type'));
    expect(await type.inputValue()).toBe('');
  });
});
