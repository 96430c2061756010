import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { ConsoleWorld, setScene, type Scene, type Visitor } from '../support/index.js';

describe('the pages of an operator', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let scene: Scene;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    scene = await setScene(world.app, world.receiver);
    visitor = await world.operator();
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  it('show the catalog, searched by name, and of one type its fields, example and who listens', async () => {
    const { page } = visitor;
    await visitor.visit(`/catalog?project=${scene.projectId}`);
    await page.getByLabel('Search the catalog').fill('payment');
    const rows = page.getByRole('table', { name: 'Event types' }).getByRole('row');
    await page.getByRole('link', { name: 'user.created' }).waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(3);
    await page.getByRole('link', { name: 'payment.succeeded' }).click();
    await page.getByRole('heading', { level: 1, name: 'payment.succeeded' }).waitFor();
    const listeners = page.getByRole('table', { name: 'Webhooks that listen' });
    await listeners.waitFor();
    const names = await listeners.getByRole('link').allInnerTexts();
    expect(names.sort()).toEqual(['Analytics', 'Ledger', 'Warehouse']);
    await page.getByRole('table', { name: 'Fields of the data' }).getByText('currency').waitFor();
    await page.getByRole('region', { name: 'Example of payment.succeeded' }).getByText('"amount"').waitFor();
    await page.getByRole('region', { name: 'JSON Schema of payment.succeeded' }).waitFor();
  });

  it('show the processes that deliver, what waits, and the settings in force', async () => {
    const { page } = visitor;
    await visitor.visit('/system');
    await page.getByRole('table', { name: 'Processes' }).getByRole('row').nth(1).waitFor();
    await page.getByText('Deliveries waiting').waitFor();
    await page.getByRole('row', { name: 'delivery.allowedAddresses 127.0.0.1/32' }).waitFor();
    for (const secret of [world.adminToken, ...(world.app.config.encryptionKeys ?? [])]) {
      expect(await page.content()).not.toContain(secret);
    }
  });

  it('say in the audit log who did what on which thing', async () => {
    const { page } = visitor;
    await visitor.visit(`/audit?project=${scene.projectId}`);
    const paused = page.getByRole('row', { name: /Webhook: paused/ });
    await paused.getByTitle(scene.webhooks.legacy).waitFor();
    await page.getByRole('row', { name: /Project: created admin/ }).waitFor();
  });
});
