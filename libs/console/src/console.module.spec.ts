import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  Controller,
  Get,
  Headers,
  Module,
  Post,
  Body,
  Query,
  UnauthorizedException,
  type CanActivate,
  type INestApplication,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';

import { ConsoleModule } from './console.module.js';
import type { ConsoleModuleOptions } from './console.options.js';

const SCRIPT = `export const answer = ${JSON.stringify('x'.repeat(2000))};`;
const PAGE = `<!doctype html><html><head><base href="__POSTHORN_BASE__/"><meta name="api" content="__POSTHORN_API__">
<meta name="sign-in" content="__POSTHORN_SIGN_IN__"><meta property="csp-nonce" nonce="__POSTHORN_NONCE__">
<script nonce="__POSTHORN_NONCE__" type="module" src="./assets/index-0a1B2c3D.js"></script></head></html>`;

class HostGuard implements CanActivate {
  canActivate(): boolean {
    throw new UnauthorizedException();
  }
}

@Controller(['v1/things', 'private/api/v1/things'])
class ThingsController {
  @Get()
  list(@Query() query: object, @Headers('x-from') from: string): object {
    return { query, from };
  }

  @Post()
  make(@Body() body: object): object {
    return body;
  }
}

let folder: string;
const open: INestApplication[] = [];

async function serve(options: ConsoleModuleOptions, { prefix = '', guarded = false } = {}): Promise<string> {
  @Module({
    imports: [ConsoleModule.forRoot({ folder, ...options })],
    controllers: [ThingsController],
    providers: guarded ? [{ provide: APP_GUARD, useClass: HostGuard }] : [],
  })
  class Host {}
  const app = await NestFactory.create(Host, { logger: false });
  if (prefix !== '') app.setGlobalPrefix(prefix);
  await app.listen(0, '127.0.0.1');
  open.push(app);
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}

/** The bytes of an answer to a request line that no well-behaved client would send. */
async function raw(url: string, target: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(socket, 'close');
  return text;
}

beforeAll(async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'posthorn-console-'));
  folder = path.join(parent, 'public');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(parent, 'secret.txt'), 'not for you');
  await writeFile(path.join(folder, 'index.html'), PAGE);
  await writeFile(path.join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(path.join(folder, 'assets/index-0a1B2c3D.js'), SCRIPT);
});
afterAll(async () => {
  await Promise.all(open.map((app) => app.close()));
  await rm(path.dirname(folder), { recursive: true });
});

describe('the console', () => {
  it('says on its page where it is, with a nonce of this answer alone that its policy names', async () => {
    const url = await serve({});
    const nonces = new Set<string>();
    for (const place of [
      '/console',
      '/console/',
      '/console/webhooks/hook_1?tab=logs',
      '/console/catalog/user.created',
    ]) {
      const answer = await fetch(url + place);
      const page = await answer.text();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page).toContain('<base href="/console/"><meta name="api" content="/console/api">');
      expect(page).toContain('<meta name="sign-in" content="token">');
      expect(page).not.toContain('__POSTHORN');
      const [, nonce = ''] = /<script nonce="([^"]+)"/.exec(page) ?? [];
      nonces.add(nonce);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic';`);
      expect(policy).toContain("default-src 'none';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
    }
    expect([...nonces].map((nonce) => Buffer.from(nonce, 'base64').length)).toEqual([18, 18, 18, 18]);
  });

  it('sends every answer with headers that keep browsers from guessing, framing and telling', async () => {
    const url = await serve({});
    for (const place of ['/console', '/console/assets/index-0a1B2c3D.js', '/console/assets/none.js']) {
      const { headers } = await fetch(url + place);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it('lets browsers keep what has the hash of its content in its name, and never the page', async () => {
    const url = await serve({});
    const kept = async (place: string) => (await fetch(url + place)).headers.get('cache-control');
    expect(await kept('/console/assets/index-0a1B2c3D.js')).toBe('public, max-age=31536000, immutable');
    expect(await kept('/console/favicon.svg')).toBe('no-cache');
    expect(await kept('/console')).toBe('no-store');
    expect(await kept('/console/index.html')).toBe('no-store');
    const { headers } = await fetch(`${url}/console/favicon.svg`);
    const again = await fetch(`${url}/console/favicon.svg`, { headers: { 'if-none-match': headers.get('etag')! } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('sends its files with their types, compressed to whom can read it', async () => {
    const url = await serve({});
    const file = `${url}/console/assets/index-0a1B2c3D.js`;
    const plain = await fetch(file, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, SCRIPT]);
    const zipped = await fetch(file, { headers: { 'accept-encoding': 'br, gzip' } });
    expect([zipped.headers.get('content-encoding'), zipped.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
    expect(Number(zipped.headers.get('content-length'))).toBeLessThan(200);
    expect(await zipped.text()).toBe(SCRIPT);
    const head = await fetch(file, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(SCRIPT.length), '']);
  });

  it('does not know a file that is not its own, by whatever path it is asked for', async () => {
    const url = await serve({});
    for (const target of [
      '/console/../secret.txt',
      '/console/assets/../../secret.txt',
      '/console/%2e%2e/secret.txt',
      '/console/..%2fsecret.txt',
      '/console/..%5csecret.txt',
      '/console/..\\secret.txt',
      '/console//etc/passwd',
      '/console/assets/%00',
      '/console/assets/..;/..;/secret.txt',
      '/console/assets/',
      '/console/%c0%ae%c0%ae/secret.txt',
      '/console/assets/%E0%A4%A',
    ]) {
      const answer = await raw(url, target);
      expect(`${target}: ${/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]}`).toMatch(/: (200|400|404)$/);
      expect(answer).not.toContain('not for you');
      expect(answer).not.toContain('root:');
      if (answer.startsWith('HTTP/1.1 200')) expect(answer).toContain('<base href="/console/">');
    }
    expect((await fetch(`${url}/console/assets/index-gone0000.js`)).status).toBe(404);
    expect((await fetch(`${url}/consolex`)).status).toBe(404);
    expect((await fetch(`${url}/console`, { method: 'POST' })).status).toBe(405);
  });

  it('reaches the API of the same application below its own path, with query, headers and body', async () => {
    const url = await serve({});
    const read = await fetch(`${url}/console/api/v1/things?a=1&b=2`, { headers: { 'x-from': 'a page' } });
    expect(await read.json()).toEqual({ query: { a: '1', b: '2' }, from: 'a page' });
    const made = await fetch(`${url}/console/api/v1/things`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"x"}',
    });
    expect([made.status, await made.json()]).toEqual([201, { name: 'x' }]);
    for (const place of [
      '/console/api',
      '/console/api/',
      '/console/api/v2/things',
      '/console/api/v1x',
      '/console/apix/..',
    ]) {
      const answer = await raw(url, place);
      expect(`${place}: ${/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]}`).toBe(
        `${place}: ${place.includes('apix') ? 200 : 404}`,
      );
    }
  });

  it('lies below the global prefix of its application, like the API', async () => {
    const url = await serve({ path: 'admin/hooks/', api: 'v1' }, { prefix: 'product' });
    const page = await (await fetch(`${url}/product/admin/hooks/webhooks`)).text();
    expect(page).toContain('<base href="/product/admin/hooks/"><meta name="api" content="/product/admin/hooks/api">');
    expect((await fetch(`${url}/product/admin/hooks/api/v1/things`)).status).toBe(200);
    expect((await fetch(`${url}/admin/hooks`)).status).toBe(404);
  });

  it('finds the API wherever it lies, and lies outside the global prefix when the host says so', async () => {
    const url = await serve({ path: '/ops', api: '/product/v1', globalPrefix: false }, { prefix: 'product' });
    expect((await fetch(`${url}/ops`)).status).toBe(200);
    expect((await fetch(`${url}/ops/api/v1/things`)).status).toBe(200);
  });

  it('has an API to itself below its own path when the host has it nowhere else', async () => {
    const url = await serve({ path: '/private', api: '/private/api/v1' });
    const answer = await fetch(`${url}/private/api/v1/things?a=1`);
    expect([answer.status, await answer.json()]).toEqual([200, { query: { a: '1' } }]);
    expect((await fetch(`${url}/private/api/v1/nothing`)).status).toBe(404);
  });

  it("is not kept from people by the host's guards, which stand before the API all the same", async () => {
    const url = await serve({ signIn: 'host' }, { guarded: true });
    const page = await fetch(`${url}/console`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('content="host"')]);
    expect((await fetch(`${url}/console/api/v1/things`)).status).toBe(401);
  });

  it('says what to do when it has not been built, and that the API goes on', async () => {
    const url = await serve({ folder: path.join(folder, 'nowhere') });
    const answer = await fetch(`${url}/console`);
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build:console')]);
    expect((await fetch(`${url}/console/api/v1/things`)).status).toBe(200);
  });

  it('refuses to be the whole application', async () => {
    await expect(serve({ path: '/' })).rejects.toMatchObject({ code: 'invalid_options' });
  });

  it('writes its own paths into the page as text', async () => {
    const url = await serve({ path: '/a"><script>' });
    const page = await (await fetch(`${url}/a"><script>`)).text();
    expect(page).not.toContain('"><script>');
  });
});
