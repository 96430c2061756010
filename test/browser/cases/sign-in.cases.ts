import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { ConsoleWorld } from '../support/index.js';

describe('signing in to the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  it('refuses a wrong token in words and stays where it is', async () => {
    const { page } = await world.visitor();
    await page.goto('/console/system');
    await page.getByLabel('Token', { exact: true }).fill('wrong-token');
    await page.keyboard.press('Enter');
    await page.getByText('This token is not known here.').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  it('takes the admin token, keeps it from scripts, and shows the page that was asked for', async () => {
    const visitor = await world.visitor();
    const { page, context } = visitor;
    await page.goto('/console/system');
    await page.getByLabel('Token', { exact: true }).fill(world.adminToken);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'System' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/system');
    const [cookie, ...others] = await context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/console/api/v1' });
    const seen = await page.evaluate<string>(
      'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])',
    );
    expect(seen).not.toContain(world.adminToken);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'System' }).waitFor();
  });

  it('ends with signing out, in every tab', async () => {
    const visitor = await world.signedIn();
    const { page, context } = visitor;
    const other = await context.newPage();
    await other.goto('/console/audit');
    await other.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await page.getByRole('button', { name: /sign out/i }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await context.cookies()).toEqual([]);
    await other.reload();
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('that ends by itself keeps what was typed for who signs in again', async () => {
    const project = await world.app.project('Acme');
    const { page, context } = await world.signedIn(project.key);
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
    await page.getByRole('link', { name: 'Add Webhook' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('half typed');
    await context.clearCookies();
    // Its preview is asked for, and refused.
    await page.getByRole('checkbox', { name: 'user.*' }).check();
    await page.getByText('Your session has ended.').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.getByLabel('Token', { exact: true }).fill(project.key);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('half typed');

    // Somebody else sees nothing of it.
    await context.clearCookies();
    await page.getByRole('checkbox', { name: 'payment.*' }).check();
    await page.getByLabel('Token', { exact: true }).fill(world.adminToken);
    await page.keyboard.press('Enter');
    await page.getByText('Administrator').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('');
  });

  it('in one tab leaves another able to change things', async () => {
    const project = await world.app.project('Acme');
    const { page, context } = await world.signedIn(project.key);
    await page.goto('/console/api-keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('of an old tab');
    const other = await context.newPage();
    await other.goto('/console/system');
    await other.getByRole('button', { name: /sign out/i }).click();
    await other.getByLabel('Token', { exact: true }).fill(project.key);
    await other.keyboard.press('Enter');
    await other.getByRole('navigation').first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    await page.getByText('phk_').first().waitFor();
  });

  it('shows a key the pages of its own project and none of the installation', async () => {
    const project = await world.app.project('Acme');
    const visitor = await world.signedIn(project.key);
    const links = visitor.page.getByRole('navigation').getByRole('link');
    expect(await links.filter({ hasText: 'Webhooks' }).count()).toBe(1);
    expect(await links.filter({ hasText: 'System' }).count()).toBe(0);
    await visitor.open('/system');
    await visitor.page.getByRole('alert').waitFor();
  });

  it('is asked for again when the key was revoked meanwhile', async () => {
    const project = await world.app.project('Acme');
    const made = await world.app.admin.expect(
      201,
      world.app.admin.post(`/v1/projects/${project.id}/api-keys`, { name: 'soon gone' }),
    );
    const visitor = await world.signedIn(String(made.key));
    await world.app.admin.delete(`/v1/projects/${project.id}/api-keys/${String(made.id)}`);
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });
});
