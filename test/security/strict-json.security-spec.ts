import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Receiver, startTestApp, type ApiClient, type Json, type TestApp } from '../e2e/support/index.js';
import { RawClient, tableContents } from './support/index.js';

/** A body with something wrong in `data`, wherever a payload or metadata may stand. */
const around = (data: string): string => `{"type":"thing.happened","data":{"in":${data}}}`;

describe('JSON that would not arrive as it was sent', () => {
  let app: TestApp;
  let receiver: Receiver;
  let client: ApiClient;
  let raw: RawClient;

  beforeAll(async () => {
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
    const project = await app.project();
    client = project.client;
    raw = new RawClient(app.url, project.key);
    await app.admin.expect(201, app.admin.post('/v1/event-types', { name: 'thing.happened' }));
    const webhook = { url: receiver.url('/'), events: ['thing.happened'] };
    await client.expect(201, client.post('/v1/webhooks', webhook));
  });

  afterAll(async () => {
    raw.close();
    await receiver.stop();
    await app.close();
  });

  const json = { 'content-type': 'application/json' };
  const publish = async (
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = json,
  ): Promise<{ status: number; code: unknown }> => {
    const { status, text } = await raw.send('POST', '/v1/events', { body, headers });
    const { code, errors } = JSON.parse(text) as { code?: unknown; errors?: Json[] };
    return { status, code: errors?.[0]?.code ?? code };
  };

  it.each<[string, string, number, string]>([
    ['a key twice', '{"a":1,"a":2}', 422, 'duplicate_key'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 422, 'duplicate_key'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', 422, 'duplicate_key'],
    ['__proto__, which readers take for the prototype', '{"__proto__":{"a":1}}', 422, 'payload_forbidden_key'],
    ['20 digits', '12345678901234567890', 422, 'number_not_exact'],
    ['a fraction that a double lacks', '0.1234567890123456789', 422, 'number_not_exact'],
    ['1e400', '1e400', 422, 'number_not_exact'],
    ['-1e400', '-1e400', 422, 'number_not_exact'],
    ['1e-400', '1e-400', 422, 'number_not_exact'],
    ['200 levels', `${'['.repeat(200)}${']'.repeat(200)}`, 422, 'too_deep'],
    ['50,000 levels', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 422, 'too_deep'],
    ['NUL', '"a\\u0000b"', 422, 'payload_contains_nul'],
    ['half of a surrogate pair', '"\\ud800"', 422, 'payload_lone_surrogate'],
    ['a megabyte', `"${'x'.repeat(1024 * 1024)}"`, 413, 'body_too_large'],
    ['NaN', 'NaN', 400, 'malformed_body'],
    ['a comment', '/* a */ 1', 400, 'malformed_body'],
  ])('is refused, and nothing is stored: %s', async (_what, data, status, code) => {
    const before = await tableContents(app.database.pool);
    expect(await publish(around(data))).toEqual({ status, code });
    expect(await tableContents(app.database.pool)).toEqual(before);
  });

  it('is refused in encodings that the look at it does not read, and when it is no UTF-8', async () => {
    const twice = around('{"a":1,"a":2}');
    for (const charset of ['utf-16', 'utf-16le', 'utf-16be', 'utf-32', 'utf-7', 'latin1']) {
      const bytes = charset === 'utf-16be' ? Buffer.from(twice, 'utf16le').swap16() : Buffer.from(twice, 'utf16le');
      const answer = await publish(bytes, { 'content-type': `application/json; charset=${charset}` });
      // What iconv cannot read is no JSON to begin with.
      expect([charset, answer.status]).toEqual([charset, /^utf-(32|7)$/.test(charset) ? 400 : 415]);
    }
    const broken = Buffer.concat([
      Buffer.from('{"type":"thing.happened","data":{"in":"'),
      Buffer.of(0xff, 0xfe),
      Buffer.from('"}}'),
    ]);
    expect(await publish(broken)).toEqual({ status: 400, code: 'malformed_body' });
    expect((await publish(Buffer.from(twice, 'utf16le'))).status).toBe(400);
  });

  it('is looked at after it was inflated, and inflated no further than the limit', async () => {
    const twice = Buffer.from(around('{"a":1,"a":2}'));
    for (const [coding, packed] of [
      ['gzip', gzipSync(twice)],
      ['deflate', deflateSync(twice)],
      ['br', brotliCompressSync(twice)],
    ] as const) {
      expect([coding, await publish(packed, { ...json, 'content-encoding': coding })]).toEqual([
        coding,
        { status: 422, code: 'duplicate_key' },
      ]);
    }
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    const began = process.cpuUsage();
    expect((await publish(bomb, { ...json, 'content-encoding': 'gzip' })).status).toBe(413);
    // Of the application and of this test, which are one process: to inflate the whole takes as long again.
    expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
    expect((await publish(gzipSync(bomb), { ...json, 'content-encoding': 'gzip, gzip' })).status).toBe(415);
  });

  it('is not that which only looks odd: it is delivered byte by byte as it is kept', async () => {
    const odd =
      '{"constructor":{"prototype":{"polluted":true}},"toString":1,"":2,' +
      '"-0":0,"1.10":1.5,"9":"a","1":"b","hasOwnProperty":null,"é":"日本 😀","\\u2028":"</script><!--","a":[[],{},[{}]]}';
    await client.expect(
      201,
      client.call('POST', '/v1/events', { body: `{"type":"thing.happened","data":${odd}}`, headers: json }),
    );
    const [request] = await receiver.waitFor('/', 1);
    const { data } = JSON.parse(request?.body ?? '') as { data: Json };
    expect(JSON.stringify(data)).toBe(JSON.stringify(JSON.parse(odd)));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((await app.admin.get('/v1/projects')).status).toBe(200);
  });
});
