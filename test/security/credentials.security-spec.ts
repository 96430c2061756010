import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Receiver, startTestApp, type Answer, type TestApp } from '../e2e/support/index.js';
import {
  call,
  DOCUMENTS,
  named,
  NATIVE,
  settled,
  tableContents,
  tenant,
  type NamedOperation,
  type Tenant,
} from './support/index.js';

const operations = [...named(NATIVE), ...named(DOCUMENTS)];

/** The documents answer errors in forms of their own; the native API in one. */
const familyOf = ({ name }: NamedOperation): string =>
  Object.hasOwn(NATIVE, name) ? 'native' : (/ (\/api\/projects|\/api\/v1|\/v1\/projects)/.exec(name)?.[1] ?? '');

describe('every operation', () => {
  let app: TestApp;
  let receiver: Receiver;
  let owner: Tenant;
  let caller = 0;

  beforeAll(async () => {
    // Each request comes from an address of its own: wrong tokens of one address are soon refused without a look.
    app = await startTestApp((config) => {
      config.trustedProxies = ['127.0.0.1/32'];
    });
    receiver = await Receiver.start();
    await app.admin.expect(201, app.admin.post('/v1/event-types', { name: 'thing.happened' }));
    owner = await tenant(app, receiver, 'owner');
    await settled(app);
  });

  afterAll(async () => {
    await receiver.stop();
    await app.close();
  });

  const fromElsewhere = (): Record<string, string> => {
    caller += 1;
    return { 'x-forwarded-for': `198.51.${100 + (caller >> 8)}.${caller & 255}` };
  };

  const keyWith = async (body: Record<string, unknown>): Promise<{ readonly id: string; readonly key: string }> => {
    const made = await app.admin.expect(201, app.admin.post(`/v1/projects/${owner.ids.project}/api-keys`, body));
    return { id: String(made.id), key: String(made.key) };
  };

  it('refuses everybody without a good token alike, before it looks at anything else', async () => {
    const revoked = await keyWith({ name: 'revoked' });
    await app.admin.expect(204, app.admin.delete(`/v1/projects/${owner.ids.project}/api-keys/${revoked.id}`));
    const expired = await keyWith({ name: 'expired', expires_at: '2099-01-01T00:00:00Z' });
    await app.database.pool.query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [
      expired.id,
    ]);
    const tokens: Readonly<Record<string, string | null>> = {
      none: null,
      malformed: 'phk_short',
      'of the right form': `phk_${'A'.repeat(43)}`,
      'with something after it': `${owner.key}x`,
      'in other letters': owner.key.toUpperCase(),
      revoked: revoked.key,
      expired: expired.key,
    };
    const before = await tableContents(app.database.pool);
    const answers = new Map<string, string>();
    for (const operation of operations) {
      for (const [what, token] of Object.entries(tokens)) {
        const answer = await call(app.admin.as(token), operation, owner.ids, fromElsewhere());
        const family = familyOf(operation);
        const shown = shownBy(answer);
        const first = answers.get(family) ?? shown;
        answers.set(family, first);
        expect(`${operation.name}, token ${what}: ${shown}`).toBe(`${operation.name}, token ${what}: ${first}`);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
    expect(await tableContents(app.database.pool)).toEqual(before);
  });

  it('refuses a key that lacks its scope and does nothing', async () => {
    const users = await keyWith({ name: 'users only', scopes: ['users:read'] });
    const payments = await keyWith({ name: 'payments only', scopes: ['payments:read'] });
    const before = await tableContents(app.database.pool);
    for (const operation of operations) {
      const narrow = operation.scope === 'users:read' ? payments : users;
      const answer = await call(app.admin.as(narrow.key), operation, owner.ids);
      // Document 003 knows no 403.
      const refused = familyOf(operation) === '/v1/projects' ? 401 : 403;
      const where = `${operation.name} ${operation.path}`;
      expect(`${where}: ${answer.status}`).toBe(`${where}: ${refused}`);
      expect(JSON.stringify(answer.body)).not.toContain(owner.ids.webhook);
    }
    expect(await tableContents(app.database.pool)).toEqual(before);
  });

  it('that needs the admin token refuses the strongest key of a project', async () => {
    const before = await tableContents(app.database.pool);
    for (const operation of operations.filter(({ scope }) => scope === 'admin')) {
      expect((await call(owner.client, operation, owner.ids)).status).toBe(403);
    }
    expect(await tableContents(app.database.pool)).toEqual(before);
  });

  it('gives a key exactly what its scope names: secrets:read is part of no other scope', async () => {
    const { key } = await keyWith({ name: 'webhooks', scopes: ['webhooks:write'] });
    const client = app.admin.as(key);
    expect((await client.get(`/v1/webhooks/${owner.ids.webhook}`)).status).toBe(200);
    expect((await client.get(`/v1/webhooks/${owner.ids.webhook}/secret`)).status).toBe(403);
  });
});

function shownBy(answer: Answer): string {
  const type = answer.headers.get('content-type') ?? 'no type';
  return `${answer.status} ${type} ${JSON.stringify(answer.body)}`;
}
