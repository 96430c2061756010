import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { get, request, type IncomingMessage } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually, idOf, startTestApp, type ApiClient, type Answer, type TestApp } from './support/index.js';

const MAX_BYTES = 300_000;

describe('files over REST', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp((config) => {
      config.files.maxBytes = MAX_BYTES;
    });
  });
  afterAll(() => app.close());

  const form = (
    bytes: Uint8Array<ArrayBuffer>,
    name: string,
    type = 'application/pdf',
    more: Record<string, string> = {},
  ): FormData => {
    const data = new FormData();
    data.append('file', new Blob([bytes], { type }), name);
    for (const [field, value] of Object.entries(more)) data.append(field, value);
    return data;
  };
  const upload = (client: ApiClient, body: FormData): Promise<Answer> => client.call('POST', '/v1/files', { body });
  const contents = async (): Promise<string[]> =>
    (await readdir(app.config.files.folder, { recursive: true }).catch(() => [])).filter((name) =>
      name.includes('file_'),
    );

  it('are uploaded, described, downloaded and deleted', async () => {
    const { id: project_id, key, client } = await app.project();
    const bytes = new Uint8Array(randomBytes(200_000));
    const file = await client.expect(201, upload(client, form(bytes, 'invoice.pdf')));
    expect(file).toEqual({
      id: expect.stringMatching(/^file_[0-9a-f]{32}$/),
      project_id,
      name: 'invoice.pdf',
      content_type: 'application/pdf',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      created_at: expect.stringMatching(/Z$/),
    });
    expect(await client.expect(200, client.get(`/v1/files/${idOf(file)}`))).toEqual(file);
    expect((await client.get('/v1/files')).body).toMatchObject({ files: [file], next_cursor: null });

    const download = await client.raw('GET', `/v1/files/${idOf(file)}/content`);
    expect(new Uint8Array(await download.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(download.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': expect.stringMatching(/^attachment; filename="?invoice\.pdf"?$/),
      'x-content-type-options': 'nosniff',
    });
    // `fetch` says no-cache beside a condition of its caller.
    const headers = { authorization: `Bearer ${key}`, 'if-none-match': download.headers.get('etag') ?? '' };
    const [known] = (await once(get(`${app.url}/v1/files/${idOf(file)}/content`, { headers }), 'response')) as [
      IncomingMessage,
    ];
    expect([known.statusCode, known.headers['content-length']]).toEqual([304, undefined]);
    known.resume();

    expect((await client.delete(`/v1/files/${idOf(file)}`)).status).toBe(204);
    expect((await client.get(`/v1/files/${idOf(file)}/content`)).body).toMatchObject({ code: 'file_not_found' });
    expect(await contents()).toEqual([]);
  });

  it('are downloads whatever they are called and claim to be', async () => {
    const { client } = await app.project();
    const page = new TextEncoder().encode('<script>alert(1)</script>');
    const file = await client.expect(201, upload(client, form(page, '../"x"\r\n größe.html', 'text/html')));
    expect(file.name).not.toMatch(/[/\r\n]/);
    const { headers } = await client.raw('GET', `/v1/files/${idOf(file)}/content`);
    expect(headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    await client.delete(`/v1/files/${idOf(file)}`);
  });

  it('may be as large as the limit and not a byte larger', async () => {
    const { client } = await app.project();
    const fits = await client.expect(201, upload(client, form(new Uint8Array(MAX_BYTES), 'fits')));
    expect((await upload(client, form(new Uint8Array(MAX_BYTES + 1), 'too large'))).body).toMatchObject({
      status: 413,
      code: 'file_too_large',
    });
    expect(await contents()).toHaveLength(1);
    await client.delete(`/v1/files/${idOf(fits)}`);
  });

  it('are made once for one Idempotency-Key, which compares what they hold and not how they are written', async () => {
    const { client } = await app.project();
    const headers = { 'idempotency-key': 'upload-1' };
    const send = (text: string, name = 'a.txt', type = 'text/plain'): Promise<Answer> =>
      client.call('POST', '/v1/files', { body: form(new TextEncoder().encode(text), name, type), headers });
    const before = (await contents()).length;
    const first = await client.expect(201, send('one'));
    const again = await send('one');
    expect(again.body).toEqual(first);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const other of [send('two'), send('one', 'b.txt'), send('one', 'a.txt', 'text/html')]) {
      expect((await other).body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    }
    expect((await client.get('/v1/files')).body.files).toHaveLength(1);
    expect((await contents()).length).toBe(before + 1);
    await client.expect(204, client.delete(`/v1/files/${idOf(first)}`));
  });

  it('are not stored when their key was revoked while they came', async () => {
    const { id, key, client } = await app.project();
    const { api_keys } = await client.expect(200, client.get(`/v1/projects/${id}/api-keys`));
    const upload = request(`${app.url}/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=b' },
    });
    upload.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf');
    await eventually(contents, (names) => names.length === 1);
    for (const { id: keyId } of api_keys as { id: string }[]) {
      await app.admin.expect(204, app.admin.delete(`/v1/projects/${id}/api-keys/${keyId}`));
    }
    upload.end(' and the rest\r\n--b--\r\n');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(401);
    expect((await app.admin.get(`/v1/files?project_id=${id}`)).body.files).toEqual([]);
    expect(await contents()).toEqual([]);
  });

  it('leave nothing behind when they are refused', async () => {
    const { client } = await app.project();
    const bytes = new Uint8Array([1]);
    expect((await upload(client, form(bytes, 'x', 'text/plain', { project_id: 'proj_none' }))).body).toMatchObject({
      status: 404,
    });
    expect((await upload(client, form(bytes, 'x', 'text/plain', { colour: 'red' }))).body).toMatchObject({
      status: 422,
      errors: [{ field: 'colour', code: 'unknown_field' }],
    });
    expect((await upload(app.admin, form(bytes, 'x'))).body).toMatchObject({
      status: 422,
      errors: [{ field: 'project_id' }],
    });
    const twice = form(bytes, 'x', 'text/plain', { project_id: 'proj_none' });
    twice.append('project_id', 'proj_other');
    expect((await upload(client, twice)).body).toMatchObject({ status: 422, errors: [{ field: 'project_id' }] });
    const nameless = new FormData();
    nameless.append('file', 'no file name');
    expect((await upload(client, nameless)).body).toMatchObject({
      status: 422,
      errors: [{ field: 'file', code: 'required', message: 'file has no file name.' }],
    });
    expect((await client.post('/v1/files', { file: 'x' })).body).toMatchObject({ status: 415 });
    expect((await upload(client, new FormData())).status).toBeGreaterThanOrEqual(400);
    expect(await contents()).toEqual([]);
  });
});
