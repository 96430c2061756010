import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyWebhook, type SchemeName } from '@posthorn/signing';

import { ConsoleWorld, type Visitor } from '../support/index.js';

const SECRET = 'a secret that I typed';

/** What the form calls a dialect, how its requests are verified, and something that only its bodies have. */
const DIALECTS: readonly (readonly [title: string, scheme: SchemeName, mark: RegExp])[] = [
  ['Standard', 'standard', /"created_at":/],
  ['Standard Webhooks', 'standard-webhooks', /^\{"type":"user.created","timestamp":/],
  ['Backendify', 'backendify', /"previous_record":null/],
  ['Fluxbase', 'fluxbase', /"old_record":null/],
  ['Appwrite', 'appwrite', /"payload":\{/],
  ['Classic', 'classic', /"createdAt":/],
  ['Appwrite (today’s server)', 'appwrite-native', /"\$id":/],
  ['Fluxbase (today’s server)', 'fluxbase-native', /"old_record":null/],
  ['CloudEvents', 'standard-webhooks', /"specversion":"1.0"/],
  ['CloudEvents (binary mode)', 'standard-webhooks', /"email":/],
];

describe('making a webhook in the console', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let project: Awaited<ReturnType<ConsoleWorld['app']['project']>>;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    project = await world.app.project('Acme');
    visitor = await world.operator();
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  it.each([...DIALECTS])(
    'in the dialect %s delivers what that dialect promises, signed',
    async (title, scheme, mark) => {
      const { page } = visitor;
      const path = `/${title.replaceAll(/\W+/g, '-').toLowerCase()}`;
      const url = world.receiver.url(path);
      await visitor.visit(`/webhooks/new?project=${project.id}`);
      await page.getByLabel('URL').fill(url);
      await page.getByLabel('Name', { exact: true }).fill(title);
      await page.getByRole('combobox', { name: 'Dialect' }).click();
      await page.getByRole('option', { name: title, exact: true }).click();
      await page.getByRole('checkbox', { name: 'user.created' }).check();
      await page.getByText('Use my own').click();
      await page.getByLabel(/^Secret/).fill(SECRET);
      // The preview shows the very request before anything exists.
      await page.getByRole('complementary', { name: 'Preview' }).getByText(url).first().waitFor();
      await page.getByRole('button', { name: 'Create the webhook' }).click();
      await page.getByRole('button', { name: 'I have stored it' }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();

      await project.client.expect(201, project.client.post('/v1/users', { name: 'Ada', email: 'ada@example.com' }));
      const [request] = await world.receiver.waitFor(path, 1);
      const { headers, body } = request!;
      const verdict = verifyWebhook(scheme, {
        headers,
        body,
        secrets: SECRET,
        now: Math.floor(Date.now() / 1000),
        url,
      });
      expect(verdict).toMatchObject({ valid: true });
      expect(body).toMatch(mark);
    },
  );

  it('shows a generated secret this once', async () => {
    const { page } = visitor;
    await visitor.visit(`/webhooks?project=${project.id}`);
    await page.getByRole('link', { name: 'Add Webhook' }).first().click();
    await page.getByLabel('URL').fill(world.receiver.url('/generated'));
    await page.getByRole('checkbox', { name: 'user.*' }).check();
    await page.getByRole('button', { name: 'Create the webhook' }).click();
    const secret = await page.getByTestId('secret').innerText();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.waitForURL(/\/webhooks\/hook_/);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  it('says at the field what is wrong with it, and keeps what was typed', async () => {
    const { page } = visitor;
    await visitor.visit(`/webhooks/new?project=${project.id}`);
    await page.getByLabel('URL').fill('http://169.254.169.254/latest');
    await page.getByLabel('Name', { exact: true }).fill('Not this one');
    await page.getByRole('checkbox', { name: 'user.created' }).check();
    await page.getByRole('button', { name: 'Create the webhook' }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByLabel('URL').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Not this one');
  });

  it('asks before a link or the back button takes away what was typed, and not who cancels', async () => {
    const { page } = visitor;
    await visitor.visit(`/webhooks?project=${project.id}`);
    await page.getByRole('link', { name: 'Add Webhook' }).first().click();
    await page.getByLabel('URL').fill('https://example.com/half');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await question.getByRole('button', { name: 'Stay' }).click();
    await page.goBack();
    await question.getByRole('button', { name: 'Stay' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('URL').inputValue()).toBe('https://example.com/half');
    expect(new URL(page.url()).pathname).toBe('/console/webhooks/new');
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Deliveries' }).waitFor();

    await visitor.visit(`/webhooks/new?project=${project.id}`);
    await page.getByLabel('URL').fill('https://example.com/half');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
  });

  it('makes it in the project that the switcher shows, also when that was changed beside the form', async () => {
    const { page } = visitor;
    const other = await world.app.project('Other than Acme');
    await visitor.open('/webhooks/new');
    await page.getByLabel('URL').fill('https://example.com/switched');
    await page.getByRole('checkbox', { name: 'user.created' }).check();
    await page.getByRole('combobox', { name: 'Project' }).first().click();
    await page.getByRole('option', { name: 'Other than Acme' }).first().click();
    await page.waitForURL(new RegExp(other.id));
    await page.getByRole('button', { name: 'Create the webhook' }).dblclick();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('heading', { level: 1, name: 'example.com' }).waitFor();
    expect((await other.client.get('/v1/webhooks')).body.webhooks).toHaveLength(1);
  });

  it('tells which types of the catalog a choice means before it is made', async () => {
    const { page } = visitor;
    await visitor.visit(`/webhooks/new?project=${project.id}`);
    await page.getByLabel('URL').fill(world.receiver.url('/preview'));
    await page.getByRole('tab', { name: 'Pattern' }).click();
    await page.getByRole('tabpanel').getByRole('textbox').fill('payment.*');
    await page.keyboard.press('Enter');
    const preview = page.getByRole('complementary', { name: 'Preview' });
    await preview.getByText('payment.succeeded').first().waitFor();
    await preview.getByText('payment.failed').first().waitFor();
    expect(await preview.getByText('user.created').count()).toBe(0);
  });
});
