import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { receiveUpload } from './receive-upload.js';

interface Answer {
  readonly fields?: Record<string, string>;
  readonly name?: string;
  readonly type?: string;
  readonly bytes?: string;
  readonly code?: string;
}

describe('receiving an upload', () => {
  let server: Server;
  let url: string;
  const broken: unknown[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      receiveUpload(request, ({ content }) => buffer(content)).then(
        ({ fields, file, stored }) =>
          response.end(
            JSON.stringify({
              fields: Object.fromEntries(fields),
              name: file.name,
              type: file.contentType,
              bytes: stored.toString(),
            }),
          ),
        (error: unknown) => {
          broken.push(error);
          response.end(JSON.stringify({ code: (error as { code: string }).code }));
        },
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const send = async (form: FormData): Promise<Answer> =>
    (await (await fetch(url, { method: 'POST', body: form })).json()) as Answer;

  const sendText = async (body: string, type: string): Promise<Answer> =>
    (await (await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })).json()) as Answer;

  it.each([true, false])('takes the fields before and after the file (before: %s)', async (before) => {
    const form = new FormData();
    if (before) form.append('project_id', 'proj_1');
    form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'größe.txt');
    if (!before) form.append('project_id', 'proj_1');
    expect(await send(form)).toEqual({
      fields: { project_id: 'proj_1' },
      name: 'größe.txt',
      type: 'text/plain',
      bytes: 'hello',
    });
  });

  it('takes an empty file', async () => {
    const form = new FormData();
    form.append('file', new Blob([]), 'empty');
    expect(await send(form)).toMatchObject({ name: 'empty', bytes: '', type: 'application/octet-stream' });
  });

  it('refuses a form without a file, with two, and with parts that it does not know', async () => {
    const none = new FormData();
    none.append('project_id', 'proj_1');
    expect(await send(none)).toEqual({ code: 'validation_failed' });
    const two = new FormData();
    two.append('file', new Blob(['a']), 'a');
    two.append('file', new Blob(['b']), 'b');
    expect(await send(two)).toEqual({ code: 'validation_failed' });
    const other = new FormData();
    other.append('document', new Blob(['a']), 'a');
    expect(await send(other)).toEqual({ code: 'validation_failed' });
  });

  it('refuses a body that is no form, or only the beginning of one', async () => {
    expect(await sendText('x', 'multipart/form-data')).toEqual({ code: 'malformed_upload' });
    const begun = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
    expect(await sendText(begun, 'multipart/form-data; boundary=b')).toEqual({ code: 'malformed_upload' });
  });

  it('notices a client that breaks off', async () => {
    broken.length = 0;
    const client = httpRequest(url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '100000' },
    });
    client.on('error', () => undefined);
    const begun = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
    // Until it is under way: before, there is no client to break off.
    const underWay = once(server, 'request');
    client.write(begun);
    await underWay;
    client.destroy();
    for (let tries = 0; broken.length === 0 && tries < 6000; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(broken).toEqual([expect.objectContaining({ code: 'malformed_upload' })]);
  });
});
