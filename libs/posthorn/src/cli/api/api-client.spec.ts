import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from './api-client.js';

/** Answers as the path says: `/404/{"message":"…"}`. */
const server = createServer((request, response) => {
  const [, , status, body = ''] = decodeURIComponent(request.url ?? '').split('/');
  response.writeHead(Number(status)).end(body);
});
let client: ApiClient;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new ApiClient({ base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, token: 'token' });
});

afterAll(() => void server.close());

const answered = (status: number, body: string) => client.get(`/${status}/${encodeURIComponent(body)}`);

describe('what answers in place of the API', () => {
  it.each([
    ['a host without that prefix', 404, '{"message":"Cannot GET /x","error":"Not Found","statusCode":404}'],
    ['the application without that prefix', 404, '{"code":"not_found","detail":"Cannot GET"}'],
    ['a page', 200, '<html>'],
  ])('%s is named so, with what its address should look like', async (_, status, body) => {
    const expected = { code: 'not_the_api', exitCode: 1, message: expect.stringContaining('with the prefix') };
    await expect(answered(status, body)).rejects.toMatchObject(expected);
  });

  it.each([502, 503, 504])('a proxy with %i is a server to be waited for', async (status) => {
    await expect(answered(status, '<html>')).rejects.toMatchObject({ code: 'api_unreachable', exitCode: 3 });
  });

  it('what the API says of a resource stays its own', async () => {
    const body = '{"code":"webhook_not_found","detail":"There is no such webhook."}';
    await expect(answered(404, body)).rejects.toMatchObject({ code: 'webhook_not_found', status: 404 });
  });

  it('a server without TLS is not explained in the words of OpenSSL', async () => {
    const secure = new ApiClient({ base: client.base.replace('http:', 'https:'), token: 'token' });
    await expect(secure.get('/')).rejects.toMatchObject({
      code: 'api_unreachable',
      message: expect.stringContaining('it does not speak TLS'),
    });
  });
});
