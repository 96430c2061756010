import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { idOf, startTestApp, type Json, type TestApp } from './support/index.js';

const URLS = ['http://127.0.0.1:8080/hook', 'http://localhost:8080/hook', 'http://[::1]:8080/hook'];
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../unit/egress/fixtures/${name}`, import.meta.url), 'utf8');

const problemOf = async (app: TestApp, url: string): Promise<Json> =>
  (await app.admin.post('/v1/webhooks', { url, events: ['*'] })).body;

describe('a URL that leads to this machine', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp((config) => {
      config.delivery.egressAllow = ['10.1.2.3/32'];
    });
  });
  afterAll(() => app.close());

  it('is refused with the variable that opens it, whoever finds that it does', async () => {
    for (const url of URLS) {
      const refused = await problemOf(app, url);
      expect(refused).toMatchObject({ status: 422, errors: [{ field: 'url' }] });
      expect(JSON.stringify(refused.errors)).toContain('POSTHORN_EGRESS_ALLOW=127.0.0.1/32');
    }
    expect(JSON.stringify(await problemOf(app, 'http://10.0.0.1/hook'))).not.toContain('POSTHORN_');
  });

  it('is refused without in production, where nobody should open it', async () => {
    const production = await startTestApp((config) => {
      config.databaseUrl = app.config.databaseUrl;
      config.production = true;
      config.delivery.egressAllow = [];
    });
    try {
      for (const url of URLS) {
        const refused = await problemOf(production, url);
        expect(refused).toMatchObject({ status: 422, errors: [{ field: 'url' }] });
        expect(JSON.stringify(refused)).not.toContain('POSTHORN_');
      }
    } finally {
      await production.close();
    }
  });
});

describe('a receiver with a certificate of an authority of its own', () => {
  let server: Server;
  let url: string;
  let ca: string;
  beforeAll(async () => {
    const [key, cert, authority] = await Promise.all(
      ['receiver.key.pem', 'receiver.cert.pem', 'ca.pem'].map((name) => fixture(name)),
    );
    ca = authority ?? '';
    server = createServer({ key, cert }, (request, response) => {
      request.resume().on('end', () => response.end('ok'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => {
    server.close();
  });

  const tested = async (app: TestApp, settings: Json): Promise<Json> => {
    const { admin } = app;
    const webhook = await admin.expect(201, admin.post('/v1/webhooks', { url, events: ['user.created'], ...settings }));
    return admin.expect(200, admin.post(`/v1/webhooks/${idOf(webhook)}/test`));
  };

  it('is delivered to with tls.ca and with nothing else', async () => {
    const app = await startTestApp();
    try {
      expect(await tested(app, {})).toMatchObject({ success: false, error_code: 'certificate_invalid' });
      expect(await tested(app, { tls: { ca } })).toMatchObject({ success: true, status_code: 200 });
      const { body } = await app.admin.post('/v1/webhooks', { url, events: ['*'], tls_verify: false });
      expect(body).toMatchObject({ status: 422, errors: [{ field: 'tls_verify', code: 'not_allowed' }] });
    } finally {
      await app.close();
    }
  });

  it('is delivered to without verification only where the operator has allowed that', async () => {
    const app = await startTestApp((config) => {
      config.delivery.allowUnverifiedTls = true;
    });
    try {
      expect(await tested(app, {})).toMatchObject({ success: false, error_code: 'certificate_invalid' });
      expect(await tested(app, { tls_verify: false })).toMatchObject({ success: true });
    } finally {
      await app.close();
    }
  });
});
