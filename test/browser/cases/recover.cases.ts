import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually, idOf, type ApiClient } from '../../e2e/support/index.js';
import { ConsoleWorld, type Visitor } from '../support/index.js';

/** At one a second they last longer than two clicks on a busy machine. */
const QUEUED = 45;

describe('recovering in the console', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let projectId: string;
  let client: ApiClient;

  beforeAll(async () => {
    world = await ConsoleWorld.shared();
    const project = await world.app.project('Acme');
    projectId = project.id;
    client = project.client;
    visitor = await world.operator();
  });
  afterAll(() => world.leave());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  /** A webhook that was paused while events came. */
  const skipped = async (path: string, count: number): Promise<string> => {
    const url = world.receiver.url(path);
    const id = idOf(
      await client.expect(201, client.post('/v1/webhooks', { name: path, url, events: ['user.created'] })),
    );
    await client.expect(200, client.post(`/v1/webhooks/${id}/pause`));
    for (let number = 0; number < count; number += 1) {
      const user = { name: `User ${number}`, email: `user-${number}@example.com` };
      await client.expect(201, client.post('/v1/users', user));
    }
    await eventually(
      async () => (await client.get(`/v1/webhooks/${id}/deliveries?status=skipped`)).body.deliveries as unknown[],
      (found) => found.length === count,
    );
    await client.expect(200, client.post(`/v1/webhooks/${id}/resume`));
    return id;
  };

  it('offers every webhook of a project that has more than one page of them', async () => {
    const { page } = visitor;
    const { client: many, id } = await world.app.project('Many webhooks');
    for (let made = 0; made < 210; made += 30) {
      const some = Array.from({ length: 30 }, (_, index) => made + index);
      const body = (number: number) => ({ name: `Endpoint ${number}`, url: 'https://example.com/', events: ['*'] });
      await Promise.all(some.map((number) => many.expect(201, many.post('/v1/webhooks', body(number)))));
    }
    await visitor.visit(`/recover?project=${id}`);
    const choice = page.getByRole('combobox', { name: 'Webhook' });
    for (const name of ['Endpoint 1', 'Endpoint 209']) {
      await choice.click();
      await choice.fill(`${name} ·`);
      await page.getByRole('option', { name: new RegExp(`^${name} `) }).click();
      await page.waitForURL(/webhook=hook_/);
      expect(await choice.inputValue()).toContain(`${name} `);
    }
  });

  it('counts what would be sent, sends it at the wanted rate and shows how far it is', async () => {
    const id = await skipped('/counted', 3);
    const { page } = visitor;
    // Loaded anew: the page knows the webhooks of some seconds ago, and this one was made behind its back.
    await visitor.open(`/recover?webhook=${id}&project=${projectId}`);
    await page.getByRole('button', { name: '7 days' }).click();
    await page.getByLabel('failed').uncheck();
    await page.getByRole('button', { name: /^Count/ }).click();
    await page.getByText('3 deliveries', { exact: true }).waitFor();
    expect(world.receiver.on('/counted')).toEqual([]);

    await page.getByRole('button', { name: 'Send 3 again' }).click();
    const job = page.getByRole('article');
    await job.getByText('completed').waitFor();
    await job.getByText('3 delivered').waitFor();
    await job.getByText('3 of 3 queued').waitFor();
    expect(await world.receiver.waitFor('/counted', 3)).toHaveLength(3);
  });

  it('forgets a count when what was counted is changed', async () => {
    const id = await skipped('/changed', 1);
    const { page } = visitor;
    await visitor.open(`/recover?webhook=${id}&project=${projectId}`);
    await page.getByRole('button', { name: /^Count/ }).click();
    await page.getByRole('button', { name: 'Send 1 again' }).waitFor();
    await page.getByLabel('skipped').uncheck();
    await page.getByRole('button', { name: 'Send 1 again' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Count/ }).click();
    await page.getByText('Nothing to send').waitFor();
    await page.getByLabel('failed').uncheck();
    await page.getByText('Choose at least one status.').waitFor();
  });

  it('stops when it is cancelled, and what it had not queued stays as it was', async () => {
    const id = await skipped('/cancelled', QUEUED);
    const { page } = visitor;
    await visitor.open(`/recover?webhook=${id}&project=${projectId}`);
    await page.getByLabel('Rate').fill('1');
    await page.getByRole('button', { name: /^Count/ }).click();
    await page.getByRole('button', { name: `Send ${QUEUED} again` }).click();
    const job = page.getByRole('article');
    await job.getByText('running').waitFor();
    await job.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the recovery' }).click();
    await job.getByText('cancelled').waitFor();
    const { recoveries } = (await client.get(`/v1/webhooks/${id}/recoveries`)).body as {
      recoveries: { status: string; queued: number }[];
    };
    expect(recoveries).toHaveLength(1);
    expect(recoveries[0]).toMatchObject({ status: 'cancelled' });
    expect(recoveries[0]!.queued).toBeLessThan(QUEUED);
  });
});
