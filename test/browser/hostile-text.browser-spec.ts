import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { eventually, idOf, type ApiClient, type Json } from '../e2e/support/index.js';
import { ConsoleWorld, openPage, PAGES, type Places, type Visitor } from './support/index.js';

const run = 'window.pwned=(window.pwned||0)+1;alert(1)';
/** One text with everything that becomes markup, script or a link somewhere when it is not treated as text. */
const HOSTILE = `"'><script>${run}</script><img src=x onerror="${run}"><svg/onload=${run}>\${{7*7}}{{constructor.constructor('${run}')()}}`;
const SHORT = `<img src=x onerror=${run}>`;

describe('what tenants and receivers write', () => {
  let world: ConsoleWorld;
  let visitor: Visitor;
  let places: Places;
  let client: ApiClient;
  let receiver: Server;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    receiver = createServer((request, response) => {
      request.resume();
      response.writeHead(request.url?.includes('fails') ? 500 : 200, {
        'content-type': 'text/html',
        'x-hostile': SHORT,
        'set-cookie': `pwned=${encodeURIComponent(SHORT)}`,
      });
      response.end(`<html><body>${HOSTILE}</body></html>`);
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    places = await write();
    visitor = await world.signedIn();
  });
  afterAll(async () => {
    receiver.close();
    receiver.closeAllConnections();
    await world.close();
  });

  /** Puts hostile text into every field that a tenant can write. */
  const write = async (): Promise<Places> => {
    const { admin } = world.app;
    const projectId = idOf(await admin.expect(201, admin.post('/v1/projects', { name: HOSTILE.slice(0, 100) })));
    const keys = `/v1/projects/${projectId}/api-keys`;
    const { key } = await admin.expect(201, admin.post(keys, { name: HOSTILE.slice(0, 100) }));
    client = admin.as(String(key));
    await admin.expect(
      201,
      admin.post('/v1/event-types', {
        name: 'thing.happened',
        description: HOSTILE,
        schema: {
          type: 'object',
          title: HOSTILE,
          properties: {
            text: { type: 'string', description: HOSTILE, enum: [HOSTILE, SHORT] },
            [SHORT]: { type: 'string' },
          },
        },
        example: { text: HOSTILE, [SHORT]: 'x' },
      }),
    );
    const base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const make = async (path: string, rest: Json = {}): Promise<string> =>
      idOf(
        await client.expect(
          201,
          client.post('/v1/webhooks', {
            name: HOSTILE.slice(0, 100),
            description: HOSTILE,
            url: `${base}/${path}?q=${encodeURIComponent(SHORT)}#`.replace('#', ''),
            events: ['*'],
            headers: { 'x-tenant': SHORT },
            basic_auth: { username: SHORT, password: 'secret-of-nobody' },
            metadata: { note: HOSTILE.slice(0, 200) },
            filter: { 'data.text': { $ne: SHORT } },
            retry: { schedule: [0] },
            ...rest,
          }),
        ),
      );
    const crm = await make('works');
    const ledger = await make('fails', { dialect: 'classic' });
    const { event_id } = await publish(SHORT.slice(0, 100));
    await client.expect(201, client.post('/v1/users', { name: SHORT, email: 'a@example.com' }));
    const failed = await eventually(
      async () => (await client.get(`/v1/deliveries?webhook_id=${ledger}&status=failed`)).body.deliveries as Json[],
      (found) => found.length > 0,
    );
    return {
      projectId,
      webhooks: { crm, ledger, warehouse: crm, analytics: crm, legacy: crm },
      failedDeliveryId: idOf(failed[0]!),
      eventId: event_id,
    };
  };
  const publish = async (id: string): Promise<{ event_id: string }> => {
    const body = { id, type: 'thing.happened', data: { text: HOSTILE, [SHORT]: HOSTILE } };
    return { event_id: idOf(await client.expect(201, client.post('/v1/events', body))) };
  };

  it.each([...PAGES, { name: 'event type of a tenant', path: () => '/catalog/thing.happened' }])(
    'is text on the page $name and nothing else',
    async (page) => {
      await openPage(visitor, page, places, 'follow');
      const found = await visitor.page.evaluate<string[]>(`[
        ...(window.pwned && delete window.pwned ? ['a script ran'] : []),
        ...[...document.querySelectorAll('script:not([nonce]), [onerror], [onload], [onclick], iframe, object, embed')].map((e) => e.outerHTML),
        ...[...document.querySelectorAll('a[href], form[action], [src]')]
          .map((e) => e.getAttribute('href') ?? e.getAttribute('action') ?? e.getAttribute('src'))
          .filter((url) => /^\\s*(javascript|data:text|vbscript)/i.test(url) || url === 'x'),
      ]`);
      expect(found).toEqual([]);
      // A refused inline script is an error of the policy, which is among these.
      expect(world.faults()).toEqual([]);
    },
  );

  it('is shown as it was written', async () => {
    await visitor.open(`/webhooks/${places.webhooks.crm}?project=${places.projectId}`);
    await visitor.page.getByRole('heading', { level: 1, name: HOSTILE.slice(0, 40) }).waitFor();
    await visitor.open(`/deliveries/${places.failedDeliveryId}?project=${places.projectId}`);
    await visitor.page.getByText('<script>').first().waitFor();
    await visitor.open(`/events/${places.eventId}?project=${places.projectId}`);
    await visitor.page.getByText('<script>').first().waitFor();
    expect(world.faults()).toEqual([]);
  });

  it('is text in the live tail too', async () => {
    await visitor.open(`/deliveries?project=${places.projectId}`);
    const rows = visitor.page.getByRole('table', { name: 'Deliveries' }).getByRole('row');
    await rows.nth(1).waitFor();
    const before = await rows.count();
    await visitor.page.getByRole('switch', { name: /live/i }).click();
    await visitor.page.getByText('Live tail').waitFor();
    await publish('live');
    // Both webhooks get it.
    await rows.nth(before + 1).waitFor();
    expect(await visitor.page.evaluate('window.pwned')).toBeUndefined();
    expect(world.faults()).toEqual([]);
  });

  it.each(['/webhooks?search=', '/catalog?search=', '/recover?webhook=', '/deliveries?status=', '/?project='])(
    'in an address such as %s is text',
    async (path) => {
      await visitor.open(path + encodeURIComponent(HOSTILE));
      await visitor.page.getByRole('navigation').first().waitFor();
      await visitor.page.waitForTimeout(300);
      expect(await visitor.page.evaluate('window.pwned')).toBeUndefined();
      expect(world.faults()).toEqual([]);
    },
  );
});
