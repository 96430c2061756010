import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { ConsoleWorld, type Visitor } from '../support/index.js';

describe('API keys in the console', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let projectId: string;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    projectId = (await world.app.project('Keyholders')).id;
    visitor = await world.operator();
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  it('are made with a name and scopes, and shown this once', async () => {
    const { page } = visitor;
    await visitor.open('/api-keys');
    await page.getByText('Choose a project', { exact: true }).waitFor();
    await page
      .getByRole('combobox', { name: 'Project' })
      .or(page.getByLabel('Project', { exact: true }))
      .first()
      .click();
    await page.getByRole('option', { name: 'Keyholders' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Billing service');
    await dialog.getByText('Only what is chosen').click();
    await dialog.getByLabel('webhooks:read').check();
    await dialog.getByLabel('events:publish').check();
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const key = (await dialog.getByRole('region', { name: 'API key' }).innerText()).trim();
    expect(key).toMatch(/^phk_[\w-]{43}$/);
    const session = await world.app.admin.as(key).get('/v1/session');
    expect(session.body).toMatchObject({ project_id: projectId, scopes: ['webhooks:read', 'events:publish'] });

    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    const row = page.getByRole('row', { name: /Billing service/ });
    await row.getByText('webhooks:read, events:publish').waitFor();
    expect(await page.content()).not.toContain(key);
    await page.reload();
    await row.waitFor();
    expect(await page.content()).not.toContain(key);
  });

  it('are revoked after a question, and refused from then on', async () => {
    const { page } = visitor;
    const made = await world.app.admin.expect(
      201,
      world.app.admin.post(`/v1/projects/${projectId}/api-keys`, { name: 'Old script' }),
    );
    // Loaded anew: the page knows the keys of some seconds ago, and this one was made behind its back.
    await visitor.open(`/api-keys?project=${projectId}`);
    await page.getByRole('button', { name: 'Revoke the key Old script' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This cannot be undone.').waitFor();
    await dialog.getByRole('button', { name: 'Revoke the key' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('row', { name: /Old script/ }).waitFor({ state: 'detached' });
    expect((await world.app.admin.as(String(made.key)).get('/v1/session')).status).toBe(401);
  });

  it('are written down in the audit log', async () => {
    const { page } = visitor;
    await visitor.visit(`/audit?project=${projectId}`);
    await page
      .getByRole('row', { name: /API key: revoked/ })
      .first()
      .waitFor();
    await page
      .getByRole('row', { name: /API key: created/ })
      .first()
      .waitFor();
  });
});
