import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IdleEngine, startApi, type Api } from './api-support.js';

const URL = 'https://example.com/hook';

describe('the webhooks resource', () => {
  let api: Api;
  const engine = new IdleEngine();

  beforeAll(async () => {
    api = await startApi({ engine });
  });

  afterAll(() => api.close());

  const create = async (fields: object = {}, token = 'p1') => {
    const answer = await api.call('POST', '/v1/webhooks', { url: URL, events: ['user.created'], ...fields }, { token });
    expect(answer.text).not.toContain('"code"');
    expect(answer.status).toBe(201);
    return answer.body;
  };

  it('creates a webhook of the caller’s project and shows a generated secret once', async () => {
    const created = await create();
    expect(created).toMatchObject({
      project_id: 'p1',
      url: URL,
      events: ['user.created'],
      dialect: 'standard',
      active: true,
      status: 'healthy',
      max_in_flight: 8,
      headers: {},
      basic_auth: null,
      disabled_reason: null,
    });
    expect(created.id).toMatch(/^hook_[0-9a-f]{32}$/);
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(created.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const read = await api.call('GET', `/v1/webhooks/${created.id}`, undefined, { token: 'p1' });
    const { secret, warnings, ...shown } = created;
    expect(read.body).toMatchObject(shown);
    expect(read.text).not.toContain(secret as string);
    expect(warnings).toEqual(expect.any(Array));
  });

  it('takes a secret of any text and keeps every setting', async () => {
    const settings = {
      name: 'Orders',
      description: 'd',
      secret: 'whsec_abc123...',
      collections: ['orders'],
      filter: { id: { $eq: 'user_1' } },
      dialect: 'classic',
      active: false,
      headers: { 'X-Api-Key': 'k-canary' },
      basic_auth: { username: 'me', password: 'p-canary' },
      retry: { schedule: [0, 1], jitter: 0.5 },
      timeout_seconds: 2.5,
      rate_limit: { per_second: 10 },
      max_in_flight: 2,
      ordering_key: 'id',
      metadata: { team: 'a' },
      disable_after: { failures: 3 },
      external_id: 'mine-1',
    };
    const created = await create(settings);
    expect(created).toMatchObject({
      ...settings,
      status: 'paused',
      headers: { 'X-Api-Key': '[set]' },
      basic_auth: { username: 'me' },
    });
    expect(JSON.stringify(created)).not.toMatch(/k-canary|p-canary/);
    const dump = await api.db.pool.query<{ row: string }>('select w::text as row from posthorn.webhooks w');
    expect(dump.rows.map((row) => row.row).join()).not.toMatch(/canary|whsec/);
  });

  it('leaves a webhook without a secret unsigned in the dialect whose document allows none', async () => {
    expect((await create({ dialect: 'fluxbase' })).secret).toBeUndefined();
    expect((await create({ dialect: 'fluxbase', secret: 'long enough' })).secret).toBe('long enough');
  });

  it.each([
    [{ url: 'ftp://example.com' }, 'url', 'url_scheme'],
    [{ url: 'https://user:pw@example.com/' }, 'url', 'url_userinfo'],
    [{ url: 'https://example.com/#x' }, 'url', 'url_fragment'],
    [{ url: 'http://169.254.169.254/latest' }, 'url', 'url_address_forbidden'],
    [{ url: 'http://2130706433/' }, 'url', 'url_host_not_canonical'],
    [{ url: 'http://[::1]/' }, 'url', 'url_address_forbidden'],
    [{ url: '' }, 'url', 'invalid'],
    [{ url: 5 }, 'url', 'invalid'],
    [{ url: null }, 'url', 'required'],
    [{ url: ['https://example.com'] }, 'url', 'invalid'],
    [{ url: 'https://example.com/\u0000' }, 'url', 'invalid'],
    [{ events: [] }, 'events', 'required'],
    [{ events: null }, 'events', 'required'],
    [{ events: 'user.created' }, 'events', 'invalid'],
    [{ events: [5] }, 'events', 'invalid'],
    [{ events: ['user.craeted'] }, 'events[0]', 'unknown_event_type'],
    [{ events: ['users.**'] }, 'events[0]', 'invalid_pattern'],
    [{ events: ['a\u0000b'] }, 'events', 'invalid'],
    [{ secret: 'short' }, 'secret', 'invalid'],
    [{ secret: 'x'.repeat(257) }, 'secret', 'invalid'],
    [{ secret: { toString: 1 } }, 'secret', 'invalid'],
    [{ name: '\ud800 lone' }, 'name', 'invalid'],
    [{ name: 'n'.repeat(129) }, 'name', 'invalid'],
    [{ unknown: 1 }, 'unknown', 'unknown_field'],
    [{ id: 'hook_1' }, 'id', 'unknown_field'],
    [{ dialect: 'morse' }, 'dialect', 'unknown_dialect'],
    [{ active: 'yes' }, 'active', 'invalid'],
    [{ headers: [] }, 'headers', 'invalid'],
    [{ headers: { 'X-A': 1 } }, 'headers', 'invalid'],
    [{ headers: { 'bad name': 'x' } }, 'headers.bad name', 'header_name'],
    [{ headers: { 'X-A': 'a\r\nX-B: c' } }, 'headers.X-A', 'header_value'],
    [{ headers: { Host: 'x' } }, 'headers.Host', 'header_reserved'],
    [{ headers: { 'X-Webhook-Signature': 'x' } }, 'headers.X-Webhook-Signature', 'header_reserved'],
    [{ headers: { 'X-A': '[set]' } }, 'headers.X-A', 'header_not_set'],
    [{ basic_auth: { password: 'x' } }, 'basic_auth.username', 'required'],
    [{ basic_auth: { username: 'x', extra: 1 } }, 'basic_auth.extra', 'unknown_field'],
    [{ basic_auth: 'me:pw' }, 'basic_auth', 'invalid'],
    [{ basic_auth: { username: 'me:pw' } }, 'basic_auth.username', 'invalid'],
    [{ events: [{ table: 'orders', where: 'id > 5' }] }, 'events[0].where', 'unknown_field'],
    [{ retry: { schedule: [] } }, 'retry.schedule', 'invalid'],
    [{ retry: { schedule: [-1] } }, 'retry.schedule', 'invalid'],
    [{ retry: { schedule: [1e300] } }, 'retry.schedule', 'invalid'],
    [{ retry: {} }, 'retry', 'invalid'],
    [{ retry: { schedule: [0], max_retries: 1 } }, 'retry', 'invalid'],
    [{ retry: [0, 1] }, 'retry', 'invalid'],
    [{ timeout_seconds: 0 }, 'timeout_seconds', 'invalid'],
    [{ max_in_flight: 1.5 }, 'max_in_flight', 'invalid'],
    [{ max_in_flight: 1e21 }, 'max_in_flight', 'invalid'],
    [{ rate_limit: { per_second: 0 } }, 'rate_limit.per_second', 'invalid'],
    [{ disable_after: { seconds: 5, failures: 5 } }, 'disable_after', 'invalid'],
    [{ metadata: [] }, 'metadata', 'invalid'],
    [{ metadata: { a: 'x\u0000' } }, 'metadata', 'invalid'],
    [{ filter: { id: { $regex: '.*' } } }, 'filter.id.$regex', 'invalid_filter'],
    [{ tls: { ca: 'no certificate' } }, 'tls.ca', 'invalid'],
    [{ tls_verify: false }, 'tls_verify', 'not_allowed'],
  ])('refuses %j with an entry for %s', async (fields, field, code) => {
    const body = { url: URL, events: ['user.created'], ...fields };
    const answer = await api.call('POST', '/v1/webhooks', body, { token: 'p1' });
    expect(answer.body).toMatchObject({
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ field, code })]),
    });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  it('names the nearest event types and the project’s own words in a problem', async () => {
    const body = { url: URL, events: ['user.craeted'] };
    const answer = await api.call('POST', '/v1/webhooks', body, { token: 'p1' });
    expect(answer.body).toMatchObject({
      type: 'urn:posthorn:problem:validation_failed',
      title: 'Unprocessable Content',
      code: 'validation_failed',
      detail: expect.stringContaining('user.created'),
    });
  });

  it.each([
    ['[]', 422],
    ['"text"', 422],
    ['null', 422],
    ['{', 400],
    ['{"url":', 400],
  ])('answers %s as a body with %i', async (body, status) => {
    const answer = await api.call('POST', '/v1/webhooks', body, { token: 'p1' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect([status, 400]).toContain(answer.status);
  });

  it('refuses a body that is no JSON and one that is too deep', async () => {
    const form = await api.call('POST', '/v1/webhooks', 'url=x', {
      token: 'p1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    const nested = (depth: number): string =>
      `{"url":"${URL}","events":["*"],"metadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
    const deep = await api.call('POST', '/v1/webhooks', nested(110), { token: 'p1' });
    expect(deep.body).toMatchObject({ status: 422, errors: [{ field: 'metadata' }] });
    const deeper = await api.call('POST', '/v1/webhooks', nested(3000), { token: 'p1' });
    expect(deeper.body).toMatchObject({ status: 422, errors: [{ field: '', code: 'too_deep' }] });
  });

  it('does not fall for keys that mean the prototype', async () => {
    const body = `{"url":"${URL}","events":["*"],"__proto__":{"active":false},"constructor":1}`;
    const answer = await api.call('POST', '/v1/webhooks', body, { token: 'p1' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((entry: { field: string }) => entry.field).sort()).toEqual([
      '__proto__',
      'constructor',
    ]);
    const headers = `{"url":"${URL}","events":["*"],"headers":{"__proto__":"x"}}`;
    const refused = await api.call('POST', '/v1/webhooks', headers, { token: 'p1' });
    expect(refused.body).toMatchObject({ status: 422, errors: [{ field: 'headers' }] });
    const metadata = `{"url":"${URL}","events":["*"],"metadata":{"constructor":1,"__proto__":2}}`;
    const kept = await api.call('POST', '/v1/webhooks', metadata, { token: 'p1' });
    expect(kept.text).toContain('"metadata":{"__proto__":2,"constructor":1}');
  });

  it('merges a change: absent keeps, null clears, arrays replace', async () => {
    const { id } = await create({
      name: 'a',
      events: ['user.created', 'user.updated'],
      metadata: { a: 1 },
      timeout_seconds: 3,
    });
    const changed = await api.call(
      'PATCH',
      `/v1/webhooks/${id}`,
      { events: ['*'], metadata: null, timeout_seconds: null },
      { token: 'p1' },
    );
    expect(changed.body).toMatchObject({ name: 'a', events: ['*'], metadata: {}, timeout_seconds: null });
    const put = await api.call('PUT', `/v1/webhooks/${id}`, { name: null }, { token: 'p1' });
    expect(put.body).toMatchObject({ name: '', events: ['*'], url: URL });
    const cleared = await api.call('PATCH', `/v1/webhooks/${id}`, { url: null }, { token: 'p1' });
    expect(cleared.body.errors).toEqual([expect.objectContaining({ field: 'url', code: 'required' })]);
  });

  it('changes nothing when an answer is sent back', async () => {
    const { id } = await create({
      headers: { 'X-Key': 'v' },
      basic_auth: { username: 'me', password: 'pw' },
      retry: { max_retries: 2, backoff_seconds: 1 },
      disable_after: { seconds: 60 },
      rate_limit: { per_second: 3 },
    });
    const stored = async () =>
      (await api.db.pool.query('select * from posthorn.webhooks where id = $1', [id.slice(5)])).rows[0] as object;
    const before = await stored();
    const shown = (await api.call('GET', `/v1/webhooks/${id}`, undefined, { token: 'p1' })).body;
    const put = await api.call('PUT', `/v1/webhooks/${id}`, shown, { token: 'p1' });
    expect(put.status).toBe(200);
    expect({ ...put.body, updated_at: 0 }).toEqual({ ...shown, updated_at: 0 });
    const unseal = { sealed_headers: 0, updated_at: 0 };
    expect({ ...(await stored()), ...unseal }).toEqual({ ...before, ...unseal });
  });

  it('keeps a header that is sent back as "[set]", removes one that is null and adds one', async () => {
    const { id } = await create({ headers: { 'X-Keep': 'a', 'X-Drop': 'b' } });
    const headers = { 'x-keep': '[set]', 'X-Drop': null, 'X-New': 'c' };
    const changed = await api.call('PATCH', `/v1/webhooks/${id}`, { headers }, { token: 'p1' });
    expect(changed.body.headers).toEqual({ 'X-Keep': '[set]', 'X-New': '[set]' });
    const cleared = await api.call('PATCH', `/v1/webhooks/${id}`, { headers: null }, { token: 'p1' });
    expect(cleared.body.headers).toEqual({});
  });

  it('pauses, resumes and enables, and says so in active and status', async () => {
    const { id } = await create();
    const step = async (action: string) =>
      (await api.call('POST', `/v1/webhooks/${id}/${action}`, undefined, { token: 'p1' })).body;
    expect(await step('pause')).toMatchObject({ active: false, status: 'paused' });
    expect(await step('pause')).toMatchObject({ status: 'paused' });
    expect(await step('resume')).toMatchObject({ active: true, status: 'healthy' });
    await api.db.pool.query(`update posthorn.webhooks set disabled_reason = 'failing'`);
    await api.db.pool.query('update posthorn.webhook_health set consecutive_failures = 7, failing_since = now()');
    const shown = await api.call('GET', `/v1/webhooks/${id}`, undefined, { token: 'p1' });
    expect(shown.body).toMatchObject({
      active: false,
      status: 'disabled',
      disabled_reason: 'failing',
      consecutive_failures: 7,
    });
    expect(await step('resume')).toMatchObject({ status: 'disabled' });
    // What the old URL did is not the new one's.
    const moved = await api.call('PATCH', `/v1/webhooks/${id}`, { url: `${URL}/moved` }, { token: 'p1' });
    expect(moved.body).toMatchObject({ status: 'disabled', consecutive_failures: 0, failing_since: null });
    await api.db.pool.query('update posthorn.webhook_health set consecutive_failures = 7, failing_since = now()');
    expect(await step('enable')).toMatchObject({
      active: true,
      status: 'healthy',
      consecutive_failures: 0,
      failing_since: null,
    });
    const off = await api.call('PATCH', `/v1/webhooks/${id}`, { active: false }, { token: 'p1' });
    expect(off.body).toMatchObject({ active: false, status: 'paused' });
    const on = await api.call('PATCH', `/v1/webhooks/${id}`, { active: true }, { token: 'p1' });
    expect(on.body).toMatchObject({ active: true, status: 'healthy' });
    await api.db.pool.query('update posthorn.webhooks set disabled_reason = null');
    await api.db.pool.query('update posthorn.webhook_health set consecutive_failures = 0');
  });

  it('moves the configuration version with every change, in its transaction, and not when nothing changed', async () => {
    const version = async (): Promise<number> =>
      Number(
        (await api.db.pool.query<{ version: string }>('select version from posthorn.configuration')).rows[0]!.version,
      );
    const steps: number[] = [await version()];
    const { id } = await create();
    steps.push(await version());
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'b' }],
      ['POST', '/pause', undefined],
      ['POST', '/resume', undefined],
      ['POST', '/secret/rotate', {}],
      ['DELETE', '', undefined],
    ] as const) {
      await api.call(method, `/v1/webhooks/${id}${path}`, body, { token: 'p1' });
      steps.push(await version());
    }
    expect(steps.every((step, index) => index === 0 || step > steps[index - 1]!)).toBe(true);
    await api.call('POST', '/v1/webhooks', { url: 'nonsense' }, { token: 'p1' });
    expect(await version()).toBe(steps.at(-1));
  });

  it('reveals, rotates with a grace time and finishes the rotation', async () => {
    const { id, secret } = await create({ secret: 'first secret' });
    const reveal = async () => (await api.call('GET', `/v1/webhooks/${id}/secret`, undefined, { token: 'p1' })).body;
    expect(await reveal()).toEqual({ secret, previous: [] });
    const rotated = await api.call('POST', `/v1/webhooks/${id}/secret/rotate`, { grace_seconds: 60 }, { token: 'p1' });
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(await reveal()).toMatchObject({ secret: rotated.body.secret, previous: [{ secret: 'first secret' }] });
    await api.call('POST', `/v1/webhooks/${id}/secret/finish`, undefined, { token: 'p1' });
    expect(await reveal()).toEqual({ secret: rotated.body.secret, previous: [] });
    await api.call('POST', `/v1/webhooks/${id}/secret/rotate`, { secret: 'third secret' }, { token: 'p1' });
    expect(await reveal()).toEqual({ secret: 'third secret', previous: [] });
    const audit = await api.call('GET', '/v1/audit', undefined, { token: 'p1' });
    const actions = audit.body.entries
      .filter((entry: { target: string }) => entry.target === id)
      .map((entry: { action: string }) => entry.action);
    expect(actions.filter((action: string) => action === 'secret.revealed')).toHaveLength(4);
    expect(actions).toEqual(expect.arrayContaining(['webhook.created', 'secret.rotated', 'secret.rotation_finished']));
    expect(audit.text).not.toContain('third secret');
  });

  it('tells caches to keep no answer that shows a secret', async () => {
    const made = await api.call('POST', '/v1/webhooks', { url: URL, events: ['*'] }, { token: 'p1' });
    const secret = `/v1/webhooks/${made.body.id}/secret`;
    const revealed = await api.call('GET', secret, undefined, { token: 'p1' });
    const rotated = await api.call('POST', `${secret}/rotate`, {}, { token: 'p1' });
    const answers = [made, revealed, rotated];
    expect(answers.map(({ body }) => typeof body.secret)).toEqual(['string', 'string', 'string']);
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(answers.map(() => 'no-store'));
  });

  it('deletes a webhook with its secrets', async () => {
    const { id } = await create({ headers: { 'X-A': 'b' } });
    const uuid = id.slice(5);
    const deleted = await api.call('DELETE', `/v1/webhooks/${id}`, undefined, { token: 'p1' });
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['GET', '/secret'],
    ] as const) {
      const answer = await api.call(method, `/v1/webhooks/${id}${path}`, method === 'PATCH' ? {} : undefined, {
        token: 'p1',
      });
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'webhook_not_found']);
    }
    const secrets = await api.db.pool.query('select 1 from posthorn.webhook_secrets where webhook_id = $1', [uuid]);
    const row = await api.db.pool.query('select sealed_headers from posthorn.webhooks where id = $1', [uuid]);
    expect([secrets.rowCount, row.rows[0]?.sealed_headers]).toEqual([0, null]);
    const list = await api.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, { token: 'p1' });
    expect(list.body).toEqual({ deliveries: [], next_cursor: null });
  });

  it('lists page by page, newest first, with search and status', async () => {
    const names = ['zeta one', 'zeta two', 'zeta three', 'zeta 100%', 'other'];
    for (const name of names) await create({ name }, 'p-list');
    const page = async (query: string) =>
      (await api.call('GET', `/v1/webhooks?${query}`, undefined, { token: 'p-list' })).body;
    const first = await page('limit=2');
    expect(first.webhooks.map((webhook: { name: string }) => webhook.name)).toEqual(['other', 'zeta 100%']);
    const second = await page(`limit=2&cursor=${first.next_cursor}`);
    const third = await page(`limit=2&cursor=${second.next_cursor}`);
    expect(third.webhooks.map((webhook: { name: string }) => webhook.name)).toEqual(['zeta one']);
    expect(third.next_cursor).toBeNull();
    expect((await page('search=ZETA')).webhooks).toHaveLength(4);
    expect((await page('search=0%25')).webhooks).toHaveLength(1);
    expect((await page('search=%25')).webhooks).toHaveLength(1);
    expect((await page('status=healthy')).webhooks).toHaveLength(5);
    expect((await page('status=paused')).webhooks).toHaveLength(0);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1&limit=2',
      'status=odd',
      'cursor=abc',
      'nonsense=1',
      `cursor=${first.next_cursor}&search=x`,
    ]) {
      const answer = await api.call('GET', `/v1/webhooks?${query}`, undefined, { token: 'p-list' });
      expect([query, answer.status]).toEqual([query, 400]);
    }
    const foreign = await api.call('GET', `/v1/webhooks?limit=2&cursor=${first.next_cursor}`, undefined, {
      token: 'p-other',
    });
    expect(foreign.body.code).toBe('invalid_cursor');
  });

  it('says how a secret is changed and does not move a webhook to another project', async () => {
    const { id } = await create();
    for (const [change, field] of [
      [{ secret: 'another secret' }, 'secret'],
      [{ project_id: 'p2' }, 'project_id'],
      [{ external_id: 'x' }, 'external_id'],
    ] as const) {
      const answer = await api.call('PATCH', `/v1/webhooks/${id}`, change, { token: 'p1' });
      expect(answer.body).toMatchObject({ status: 422, errors: [{ field, code: 'not_changeable' }] });
    }
  });

  it('makes a secret for an unsigned webhook that moves to a dialect which signs', async () => {
    const { id } = await create({ dialect: 'fluxbase' });
    const moved = await api.call('PATCH', `/v1/webhooks/${id}`, { dialect: 'standard' }, { token: 'p1' });
    expect(moved.body.secret).toMatch(/^whsec_/);
    const again = await api.call('PATCH', `/v1/webhooks/${id}`, { dialect: 'classic' }, { token: 'p1' });
    expect([again.status, again.body.secret]).toEqual([200, undefined]);
  });

  it('makes no more webhooks of a project than it may have', async () => {
    await api.db.pool.query(`insert into posthorn.webhooks (id, project_id, url, events, dialect)
      select gen_random_uuid(), 'crowded', 'https://example.com', '["*"]', 'standard' from generate_series(1, 999)`);
    const make = () => api.call('POST', '/v1/webhooks', { url: URL, events: ['*'] }, { token: 'crowded' });
    expect((await make()).status).toBe(201);
    expect(await make()).toMatchObject({ status: 409, body: { code: 'webhook_limit_reached' } });
    await api.db.pool.query(`delete from posthorn.webhooks where project_id = 'crowded'`);
    expect((await make()).status).toBe(201);
  });

  it('keeps external_id unique in its project', async () => {
    await create({ external_id: 'one' }, 'p-ext');
    await create({ external_id: 'one' }, 'p-ext2');
    const body = { url: URL, events: ['*'], external_id: 'one' };
    const again = await api.call('POST', '/v1/webhooks', body, { token: 'p-ext' });
    expect(again.body).toMatchObject({ status: 409, code: 'external_id_taken' });
  });

  it('wakes the engine when a webhook was changed', async () => {
    const before = engine.wakes;
    const { id } = await create();
    await api.call('POST', `/v1/webhooks/${id}/pause`, undefined, { token: 'p1' });
    expect(engine.wakes).toBeGreaterThan(before);
  });
});
