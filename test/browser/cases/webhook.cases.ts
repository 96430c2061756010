import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyWebhook } from '@posthorn/signing';

import { eventually, idOf, type ApiClient } from '../../e2e/support/index.js';
import { ConsoleWorld, type Visitor } from '../support/index.js';

describe('a webhook in the console', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let client: ApiClient;
  let projectId: string;
  let id: string;
  let path: string;
  let made = 0;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    const project = await world.app.project('Acme');
    ({ client, id: projectId } = project);
    visitor = await world.operator();
  });
  afterAll(() => world.leave());
  beforeEach(async () => {
    made += 1;
    path = `/hook-${made}`;
    const body = {
      name: `Webhook ${made}`,
      url: world.receiver.url(path),
      events: ['user.*'],
      dialect: 'standard-webhooks',
      secret: 'the first secret',
    };
    id = idOf(await client.expect(201, client.post('/v1/webhooks', body)));
    await visitor.follow(`/webhooks/${id}?project=${projectId}`);
    await visitor.page.getByRole('heading', { level: 1, name: `Webhook ${made}` }).waitFor();
  });
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  const signUp = (): Promise<unknown> =>
    client.expect(201, client.post('/v1/users', { name: 'Ada', email: 'ada@example.com' }));
  const action = async (name: string): Promise<void> => {
    await visitor.page.getByRole('button', { name: 'More actions' }).click();
    await visitor.page.getByRole('menuitem', { name }).click();
  };

  it('is tested with a type that one chooses, and says that the receiver took it', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Event type' }).click();
    await page.getByRole('option', { name: 'user.updated' }).click();
    await dialog.getByRole('button', { name: 'Send the test' }).click();
    await dialog.getByText('The receiver answered 200').waitFor();
    const [request] = world.receiver.on(path);
    expect(JSON.parse(request!.body)).toMatchObject({ type: 'user.updated' });
  });

  it('says in words why a test failed, and shows what the receiver answered', async () => {
    world.receiver.answerWith(path, 503);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Send the test' }).click();
    await dialog.getByText('The receiver answered 503').waitFor();
    await dialog.getByText('thanks').waitFor();
    await dialog.getByRole('link', { name: 'See the whole delivery' }).click();
    await page.getByText('The receiver answered 503').first().waitFor();
  });

  it('has its code copied also where the browser has no clipboard for pages, and says so where it cannot', async () => {
    const { page } = visitor;
    await page.getByRole('tab', { name: 'Verify signatures' }).click();
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })");
    const copy = page.getByRole('button', { name: /^Cop(y: |ied)/ }).first();
    // Looked for before the click: it is said for some seconds only, in which a busy machine may stand still.
    const copying = (said: string) => Promise.all([page.getByRole('button', { name: said }).waitFor(), copy.click()]);
    await copying('Copied');
    await page.evaluate('document.execCommand = () => false');
    await copying('The browser does not let this page copy');
    await page.evaluate('delete navigator.clipboard; delete document.execCommand');
  });

  it('is paused and goes on where it was', async () => {
    const { page } = visitor;
    await action('Pause');
    await page.getByText('paused', { exact: true }).first().waitFor();
    await signUp();
    // What is relayed after it goes on is sent.
    await eventually(
      async () => (await client.get(`/v1/webhooks/${id}/deliveries?status=skipped`)).body.deliveries as unknown[],
      (found) => found.length === 1,
    );
    await action('Resume');
    await page.getByText('paused', { exact: true }).first().waitFor({ state: 'detached' });
    await signUp();
    expect(await world.receiver.waitFor(path, 1)).toHaveLength(1);
  });

  it('gets another secret, and signs with both while the grace lasts', async () => {
    const { page } = visitor;
    await action('Rotate the secret');
    await page.getByRole('dialog').getByLabel('New secret').fill('the second secret');
    await page.getByRole('button', { name: 'Rotate the secret' }).click();
    // Shown once: Escape does not close it.
    await page.getByTestId('secret').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('secret').innerText()).toBe('the second secret');
    await page.getByRole('button', { name: 'I have stored it' }).click();
    // The keyboard goes on where it was, although the entry of the menu is gone.
    await page.getByRole('button', { name: 'More actions' }).and(page.locator(':focus')).waitFor();
    await signUp();
    const [request] = await world.receiver.waitFor(path, 1);
    const { headers, body } = request!;
    const now = Math.floor(Date.now() / 1000);
    for (const secrets of ['the first secret', 'the second secret']) {
      expect(verifyWebhook('standard-webhooks', { headers, body, secrets, now })).toMatchObject({ valid: true });
    }
    expect(verifyWebhook('standard-webhooks', { headers, body, secrets: 'another secret', now }).valid).toBe(false);
  });

  it('is changed in what the form has changed, after what somebody else has changed meanwhile was said', async () => {
    const { page } = visitor;
    const name = page.getByRole('textbox', { name: 'Name' });
    await visitor.follow(`/webhooks/${id}/edit?project=${projectId}`);
    await page.getByRole('textbox', { name: 'Description' }).fill('mine');
    await client.expect(200, client.post(`/v1/webhooks/${id}/pause`));
    await client.expect(200, client.patch(`/v1/webhooks/${id}`, { name: 'theirs' }));
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.getByRole('heading', { level: 1, name: 'theirs' }).waitFor();
    // A form that was filled before the pause does not undo it.
    expect((await client.get(`/v1/webhooks/${id}`)).body).toMatchObject({
      status: 'paused',
      name: 'theirs',
      description: 'mine',
    });

    await page.getByRole('link', { name: 'Edit' }).click();
    await name.fill('mine');
    await client.expect(200, client.patch(`/v1/webhooks/${id}`, { name: 'theirs again' }));
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.getByText('Somebody else has changed this meanwhile: name.').waitFor();
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.getByRole('heading', { level: 1, name: 'mine' }).waitFor();
  });

  it('does without a network what was clicked neither then nor later, and says since when it is old', async () => {
    const { page, context } = visitor;
    await context.setOffline(true);
    await action('Pause');
    await page.getByText('That did not work').waitFor();
    await page.getByText('The server has not answered since').waitFor();
    await context.setOffline(false);
    await page.getByText('The server has not answered since').waitFor({ state: 'detached' });
    expect((await client.get(`/v1/webhooks/${id}`)).body).toMatchObject({ status: 'healthy' });
    visitor.faults.splice(0);
  });

  it('is deleted after a question', async () => {
    const { page } = visitor;
    await action('Delete');
    await page.getByRole('button', { name: 'Delete the webhook' }).click();
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    expect((await client.get(`/v1/webhooks/${id}`)).status).toBe(404);
  });
});
