import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';

import { startTestApp, type TestApp } from './support/index.js';

/** What a first visit may cost before any chart, compressed. */
const BUDGET = 300 * 1024;

describe('the console of the application', () => {
  let app: TestApp;
  let page: Response;
  let html: string;

  beforeAll(async () => {
    app = await startTestApp();
    page = await fetch(`${app.url}/console/webhooks`);
    html = await page.text();
  });
  afterAll(() => app.close());

  it('is the built app, with its own policy in place of the one of the API', () => {
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /nonce-([^']+)'/.exec(policy) ?? [];
    expect(policy).not.toContain('unsafe');
    expect(html).toContain(`nonce="${nonce}"`);
    expect(html).toContain('<div id="root">');
    expect(html).not.toContain('__POSTHORN');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('has no script, style or address in its page that the policy would refuse', () => {
    const tags = html.match(/<(?:script|style)\b[^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(0);
    expect(tags.filter((tag) => !tag.includes('nonce='))).toEqual([]);
    expect(html).not.toMatch(/\s(?:style|on\w+)=/);
    const addresses = [...html.matchAll(/\s(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.filter((address) => !address.startsWith('./') && address !== '/console/')).toEqual([]);
  });

  it('loads less than 300 KB before charts', async () => {
    const first = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file ?? '');
    const sizes = await Promise.all(
      first.map(
        async (file) => gzipSync(await (await fetch(`${app.url}/console/${file}`)).text(), { level: 9 }).length,
      ),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(50 * 1024);
    expect(total).toBeLessThan(BUDGET);
  });

  it('reaches the API below its own path, errors of the application included', async () => {
    const direct = await app.admin.get('/v1/webhooks/hook_00000000000000000000000000000000');
    const through = await app.admin.get('/console/api/v1/webhooks/hook_00000000000000000000000000000000');
    expect([through.status, through.body]).toEqual([direct.status, direct.body]);
    expect((await app.admin.as(null).get('/console/api/v1/webhooks')).status).toBe(401);
  });
});

describe('the console of a process that only delivers', () => {
  it('is not there', async () => {
    const app = await startTestApp((config) => {
      config.role = 'dispatcher';
    });
    try {
      expect((await fetch(`${app.url}/console`)).status).toBe(404);
      expect((await fetch(`${app.url}/console/api/v1/session`)).status).toBe(404);
    } finally {
      await app.close();
    }
  });
});
