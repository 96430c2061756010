import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually, idOf, startTestApp, type Json, type TestApp } from './support/index.js';

describe('users over REST', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const john = { name: 'John Doe', email: 'john@example.com' };

  it('are created, read, changed and deleted', async () => {
    const { id: project_id, client } = await app.project();
    const user = await client.expect(201, client.post('/v1/users', john));
    expect(user).toEqual({
      id: expect.stringMatching(/^user_[0-9a-f]{32}$/),
      project_id,
      ...john,
      status: 'active',
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    const path = `/v1/users/${idOf(user)}`;
    expect(await client.expect(200, client.get(path))).toEqual(user);
    const changed = await client.expect(200, client.patch(path, { status: 'suspended' }));
    expect(changed).toMatchObject({ ...john, status: 'suspended' });
    expect((await client.delete(path)).status).toBe(204);
    expect(await client.expect(404, client.get(path))).toMatchObject({ code: 'user_not_found' });
  });

  it('are listed newest first, page by page, without a gap or a repetition', async () => {
    const { client } = await app.project();
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      made.unshift(idOf(await client.expect(201, client.post('/v1/users', { ...john, name: `User ${index}` }))));
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 10; pages += 1) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await client.expect(200, client.get(`/v1/users?limit=3${query}`));
      seen.push(...(page.users as Json[]).map(idOf));
      cursor = page.next_cursor as string | null;
    }
    expect(seen).toEqual(made);
  });

  it('of another project are as unknown as those that never were', async () => {
    const [one, other] = [await app.project(), await app.project()];
    const user = await one.client.expect(201, one.client.post('/v1/users', john));
    const path = `/v1/users/${idOf(user)}`;
    const unknown = await other.client.get(`/v1/users/user_${'0'.repeat(32)}`);
    for (const answer of [
      await other.client.get(path),
      await other.client.patch(path, { name: 'x' }),
      await other.client.delete(path),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual(unknown.body);
    }
    expect((await other.client.post('/v1/users', { ...john, project_id: one.id })).body).toMatchObject({
      status: 404,
      code: 'project_not_found',
    });
    expect((await other.client.get(`/v1/users?project_id=${one.id}`)).body).toMatchObject({
      code: 'project_not_found',
    });
    expect(await one.client.expect(200, one.client.get(path))).toEqual(user);
  });

  it('need a project when the admin makes them', async () => {
    const { id: project_id } = await app.project();
    expect((await app.admin.post('/v1/users', john)).body).toMatchObject({
      status: 422,
      errors: [{ field: 'project_id', code: 'required' }],
    });
    expect((await app.admin.post('/v1/users', { ...john, project_id: 'proj_none' })).body).toMatchObject({
      status: 404,
      code: 'project_not_found',
    });
    expect((await app.admin.post('/v1/users', { ...john, project_id })).status).toBe(201);
  });

  it.each<[string, object, string, string]>([
    ['a missing name', { email: 'a@example.com' }, 'name', 'required'],
    ['a blank name', { ...john, name: '  ' }, 'name', 'invalid'],
    ['a name with NUL', { ...john, name: 'a\u0000b' }, 'name', 'invalid'],
    ['a name that is no text', { ...john, name: 7 }, 'name', 'invalid'],
    ['an address that is none', { ...john, email: 'nobody' }, 'email', 'invalid'],
    ['a status that is not known', { ...john, status: 'happy' }, 'status', 'invalid'],
    ['a field that is not known', { ...john, role: 'admin' }, 'role', 'unknown_field'],
  ])('are refused for %s, with the field and what was expected', async (_what, body, field, code) => {
    const { client } = await app.project();
    const answer = await client.post('/v1/users', body);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'validation_failed',
      errors: [expect.objectContaining({ field, code })],
    });
  });

  it('are published as changed with what they were before, or not at all', async () => {
    const { client } = await app.project();
    const user = await client.expect(201, client.post('/v1/users', john));
    const { body } = await client.post('/v1/events', { type: 'user.updated', data: user });
    expect(body).toMatchObject({ status: 422, errors: [{ field: 'data.previous' }] });
    const whole = { ...user, previous: { name: 'J' } };
    expect((await client.post('/v1/events', { type: 'user.updated', data: whole })).status).toBe(201);
  });

  it('are newer after every change, also after one that began before another and waited for it', async () => {
    const { client } = await app.project();
    const user = await client.expect(201, client.post('/v1/users', john));
    const other = await app.database.pool.connect();
    await other.query('begin');
    await other.query('select from users where id = $1 for update', [idOf(user)]);
    const waiting = client.expect(200, client.patch(`/v1/users/${idOf(user)}`, { name: 'Last' }));
    await eventually(
      () =>
        app.database.pool.query(
          `select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query ~ '"users"'`,
        ),
      ({ rowCount }) => rowCount === 1,
    );
    const { rows } = await other.query<{ updated_at: Date }>(
      `update users set name = 'First', updated_at = clock_timestamp() where id = $1 returning updated_at`,
      [idOf(user)],
    );
    await other.query('commit');
    other.release();
    const last = await waiting;
    expect(last.name).toBe('Last');
    expect(new Date(last.updated_at as string).getTime()).toBeGreaterThan(rows[0]?.updated_at.getTime() ?? Infinity);
    expect(await client.expect(200, client.get(`/v1/users/${idOf(user)}`))).toEqual(last);
  });

  it('are made once for one Idempotency-Key', async () => {
    const { client } = await app.project();
    const key = { 'idempotency-key': 'the-first-user' };
    const first = await client.post('/v1/users', john, key);
    const again = await client.post('/v1/users', john, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect((await client.post('/v1/users', { ...john, name: 'Other' }, key)).status).toBe(422);
    expect((await client.get('/v1/users')).body.users).toHaveLength(1);
  });
});
