import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { eventually, Receiver, startTestApp, type Answer, type Json, type TestApp } from '../e2e/support/index.js';
import { bareUuid, CanaryScan, canaryText, dump, settled } from './support/index.js';

const ROLE = `canary_${randomBytes(4).toString('hex')}`;
const DIALECTS = [
  'standard',
  'standard-webhooks',
  'backendify',
  'fluxbase',
  'appwrite',
  'classic',
  'appwrite-native',
  'fluxbase-native',
  'cloudevents',
];

/** Every statement that any client of this process has sent, with its parameters. */
const statements: string[] = [];
const originalQuery = pg.Client.prototype.query;

function describeStatement(given: unknown, values: unknown): string {
  const config = typeof given === 'object' && given !== null ? (given as { text?: unknown; values?: unknown }) : {};
  const parameters = [values, config.values].flat(2);
  const shown = parameters.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : JSON.stringify(value)));
  return `${typeof given === 'string' ? given : String(config.text)} ${shown.join(' ')}`;
}

describe('a secret that was planted', () => {
  const scan = new CanaryScan();
  /** Everything that the API said: what, the text, and the secrets that it may show. */
  const answers: { readonly what: string; readonly text: string; readonly shows: readonly string[] }[] = [];
  const activity = new Set<string>();
  let app: TestApp;
  let receiver: Receiver;
  let project: string;
  let key: string;
  let contents: string;

  const plant = (name: string): string => scan.plant(name, canaryText(name));

  const call = async (
    what: string,
    body: unknown,
    options: {
      readonly token?: string | null;
      readonly headers?: Record<string, string>;
      readonly shows?: string[];
    } = {},
  ): Promise<Answer> => {
    const [method = '', path = ''] = what.split(' ');
    const client = options.token === undefined ? app.admin.as(key) : app.admin.as(options.token);
    const answer = await client.call(method, path, {
      ...(body === undefined ? {} : { body }),
      ...(options.headers ? { headers: options.headers } : {}),
    });
    const headers = JSON.stringify([...answer.headers]);
    answers.push({
      what,
      text: `${answer.status} ${headers} ${JSON.stringify(answer.body)}`,
      shows: options.shows ?? [],
    });
    const { rows } = await app.database.pool.query<{ query: string }>('select query from pg_stat_activity');
    for (const { query } of rows) activity.add(query);
    return answer;
  };

  beforeAll(async () => {
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      statements.push(describeStatement(given[0], given[1]));
      return Reflect.apply(originalQuery, this, given) as unknown;
    } as typeof originalQuery;
    app = await startTestApp(async (config, database) => {
      const password = scan.plant('database password', `cnry${randomBytes(9).toString('hex')}`);
      await database.pool.query(`create role ${ROLE} login superuser password '${password}'`);
      statements.length = 0;
      const url = new URL(database.url);
      url.username = ROLE;
      url.password = password;
      config.databaseUrl = url.href;
      config.logLevel = 'trace';
      config.adminToken = scan.plant('admin token', `cnry-admin-${randomBytes(9).toString('hex')}`);
      const bytes = randomBytes(32);
      config.encryptionKeys = [scan.plant('encryption key', bytes.toString('base64'))];
      scan.plant('encryption key as bytes', bytes.toString('latin1'));
      scan.plant('encryption key in hex', bytes.toString('hex'));
    });
    receiver = await Receiver.start();
    ({ id: project, key } = await app.project('Canaries'));
    scan.plant('api key', key);
    await exercise();
    contents = await dump(app.database.pool);
  });

  afterAll(async () => {
    pg.Client.prototype.query = originalQuery;
    await receiver.stop();
    const server = new URL(app.database.url);
    server.pathname = '/postgres';
    await app.close();
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    await client.query(`drop role if exists ${ROLE}`);
    await client.end();
  });

  /** A webhook with a secret in every place that takes one. */
  async function webhook(name: string, dialect: string, url: string): Promise<string> {
    const { body } = await call(
      'POST /v1/webhooks',
      {
        name,
        dialect,
        url: `${url}?token=${encodeURIComponent(plant(`url query of ${name}`))}`,
        events: ['*'],
        secret: plant(`secret of ${name}`),
        headers: { 'X-Token': plant(`header of ${name}`) },
        ...(dialect.startsWith('appwrite')
          ? {}
          : { basic_auth: { username: 'someone', password: plant(`password of ${name}`) } }),
        retry: { schedule: [0, 0.05] },
      },
      { headers: { 'idempotency-key': `create-${name}` }, shows: [`secret of ${name}`, `url query of ${name}`] },
    );
    return String(body.id);
  }

  async function exercise(): Promise<void> {
    const urls = ['url query'];
    const hooks: string[] = [];
    for (const dialect of DIALECTS) hooks.push(await webhook(dialect, dialect, receiver.url(`/${dialect}`)));
    const failing = await webhook('failing', 'standard', receiver.url('/failing'));
    const refused = await webhook('refused', 'standard', 'http://127.0.0.1:2999/nobody');
    const swapped = await webhook('swapped', 'standard', receiver.url('/swapped'));
    receiver.answerWith('/failing', ...Array.from({ length: 40 }, () => 500));
    const all = [...hooks, failing, refused];

    // Repeated under its key, the creation shows no secret.
    const again = { url: receiver.url('/again'), events: ['*'], secret: plant('secret of a repeat') };
    await call('POST /v1/webhooks', again, { headers: { 'idempotency-key': 'again' }, shows: ['secret of a repeat'] });
    await call('POST /v1/webhooks', again, { headers: { 'idempotency-key': 'again' } });

    // A secret that does not open any more: sealed for another row.
    await app.database.pool.query(
      `update posthorn.webhook_secrets set sealed = (select sealed from posthorn.webhook_secrets where webhook_id = $1)
        where webhook_id = $2`,
      [bareUuid(failing), bareUuid(swapped)],
    );

    await call('POST /v1/users', { name: 'Ada', email: 'ada@example.com' });
    await settledDeliveries();
    for (const [index, id] of all.entries()) {
      await call(`GET /v1/webhooks/${id}`, undefined, { shows: urls });
      await call(`PATCH /v1/webhooks/${id}`, { headers: { 'X-Token': plant(`new header ${index}`) } }, { shows: urls });
      await call(`POST /v1/webhooks/${id}/test`, undefined);
      if (index < 3) {
        const rotated = plant(`rotated ${index}`);
        const rotation = { secret: rotated, grace_seconds: 60 };
        await call(`POST /v1/webhooks/${id}/secret/rotate`, rotation, { shows: [`rotated ${index}`, ...urls] });
        await call(`GET /v1/webhooks/${id}/secret`, undefined, { shows: [`rotated ${index}`, 'secret of'] });
        const { body } = await call(
          `POST /v1/webhooks/${id}/secret/rotate`,
          {},
          { shows: ['generated', 'rotated', ...urls] },
        );
        scan.plant(`generated ${index}`, String(body.secret));
      }
    }
    await call(`GET /v1/webhooks/${swapped}/secret`, undefined);
    await call(`POST /v1/webhooks/${swapped}/test`, undefined);

    await documents(urls);
    await mistakes(failing);

    await call('POST /v1/payments', { amount: 1, currency: 'EUR', source: 'tok_visa' });
    await settledDeliveries();
    const { body } = await call('GET /v1/deliveries?limit=200', undefined);
    for (const { id } of (body.deliveries as Json[]).slice(0, 40)) {
      await call(`GET /v1/deliveries/${String(id)}`, undefined);
      await call(`GET /v1/deliveries/${String(id)}/attempts`, undefined);
    }
    const failed = (body.deliveries as Json[]).find(({ webhook_id: hook }) => hook === failing);
    await call(`POST /v1/deliveries/${String(failed?.id)}/replay`, undefined);
    await call(`POST /v1/webhooks/${refused}/recover`, { since: '2026-01-01T00:00:00Z' });
    const { body: events } = await call('GET /v1/events', undefined);
    const [event] = events.events as Json[];
    await call(`GET /v1/events/${String(event?.id)}/explain`, undefined);
    for (const path of ['/v1/webhooks', '/v1/webhooks?search=standard'])
      await call(`GET ${path}`, undefined, { shows: urls });
    for (const path of [
      '/v1/audit?limit=200',
      '/v1/stats',
      '/v1/event-types',
      '/v1/tables',
      '/readyz',
      '/metrics',
      '/openapi.json',
    ]) {
      await call(`GET ${path}`, undefined);
    }
    await call('GET /v1/system', undefined, { token: app.config.adminToken });
    const made = await call(
      `POST /v1/projects/${project}/api-keys`,
      { name: 'another' },
      { headers: { 'idempotency-key': 'key' }, shows: ['another key'] },
    );
    scan.plant('another key', String(made.body.key));
    await call(`POST /v1/projects/${project}/api-keys`, { name: 'another' }, { headers: { 'idempotency-key': 'key' } });
    await call(`GET /v1/projects/${project}/api-keys`, undefined);
    await outage();
    await settledDeliveries();
    await call(`DELETE /v1/webhooks/${hooks[0] ?? ''}`, undefined);
  }

  async function documents(urls: readonly string[]): Promise<void> {
    const base = { name: 'document', url: receiver.url('/document'), events: ['user.created'] };
    const secrets = [plant('secret of 000'), plant('secret of 002'), plant('secret of 004')] as const;
    const header = { 'X-Token': plant('header of a document') };
    await call(`POST /api/projects/${project}/webhooks`, { ...base, secret: secrets[0] }, { shows: ['secret of 000'] });
    await call(`GET /api/projects/${project}/webhooks`, undefined, { shows: urls as string[] });
    const flux = await call('POST /api/v1/webhooks', {
      ...base,
      events: [{ table: 'users', operations: ['INSERT'] }],
      secret: secrets[1],
      headers: header,
    });
    await call(`PATCH /api/v1/webhooks/${String(flux.body.id)}`, { secret: plant('new secret of 002') });
    await call(`POST /api/v1/webhooks/${String(flux.body.id)}/test`, undefined);
    await call(`GET /api/v1/webhooks/${String(flux.body.id)}/deliveries`, undefined);
    await call('POST /api/v1/webhooks', { ...base, secret: secrets[2] }, { shows: ['secret of 004'] });
    await call('GET /api/v1/webhooks', undefined, { shows: urls as string[] });
    const appwrite = {
      ...base,
      webhookId: 'appwrite',
      events: ['users.*.create'],
      httpUser: 'someone',
      httpPass: plant('password of 003'),
    };
    await call(`POST /v1/projects/${project}/webhooks`, appwrite, { shows: ['password of 003'] });
    await call(`GET /v1/projects/${project}/webhooks/appwrite`, undefined);
    await call(`GET /v1/projects/${project}/webhooks`, undefined, { shows: urls as string[] });
  }

  /** Secrets in requests that are refused: the answer says what is wrong without saying it again. */
  async function mistakes(id: string): Promise<void> {
    const url = receiver.url('/mistakes');
    const wrong: Json[] = [
      { secret: `${plant('secret that is too long')}${'x'.repeat(300)}` },
      { secret: `whsk_${plant('key that is none')}` },
      { secret: { value: plant('secret that is no text') } },
      { headers: { 'X-A': `${plant('header with a line end')}\r\nX-B: c` } },
      { headers: { Host: plant('reserved header') } },
      { headers: { 'X-A': [plant('header that is a list')] } },
      { basic_auth: { username: '', password: plant('password without a user') } },
      { basic_auth: plant('basic auth that is text') },
      { url: `http://someone:${encodeURIComponent(plant('password in a url'))}@127.0.0.1:8080/` },
      { url: `http://10.0.0.1/?token=${encodeURIComponent(plant('query of a blocked url'))}` },
      { url: `ftp://127.0.0.1/?token=${encodeURIComponent(plant('query of another scheme'))}` },
      { no_such_field: plant('value of an unknown field') },
    ];
    for (const part of wrong) {
      await call('POST /v1/webhooks', { url, events: ['*'], ...part });
      await call(`PATCH /v1/webhooks/${id}`, part);
      await call(
        'POST /api/v1/webhooks',
        { url, events: ['user.created'], name: 'wrong', ...part },
        { shows: ['value of an'] },
      );
    }
    await call('POST /v1/webhooks', `{"secret":"${plant('secret in broken JSON')}"`, {
      headers: { 'content-type': 'application/json' },
    });
    await call('GET /v1/users', undefined, { token: plant('wrong token').replaceAll(/[^\x21-\x7e]/g, '') });
    await call(`GET /v1/users?token=${encodeURIComponent(plant('query string'))}`, undefined, { shows: [] });
    await call('GET /v1/users', undefined, {
      headers: { 'x-api-key': plant('other header'), cookie: `session=${plant('cookie')}` },
    });
  }

  async function outage(): Promise<void> {
    await app.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and pid <> pg_backend_pid()`,
      [ROLE],
    );
    await call('GET /v1/users', undefined);
    await eventually(
      () => call('GET /readyz', undefined),
      ({ status }) => status === 200,
    );
  }

  async function settledDeliveries(): Promise<void> {
    await settled(app);
  }

  it('is recognised in every form: the scan finds what is there', () => {
    const secret = canaryText('control');
    const control = new CanaryScan();
    control.plant('control', secret);
    const bytes = Buffer.from(secret);
    const texts = [secret, bytes.toString('hex'), encodeURIComponent(secret), `x${bytes.toString('base64')}`];
    for (const beside of ['a', 'ab', 'abc']) {
      texts.push(Buffer.from(`${beside}${secret}${beside}`).toString('base64'));
      texts.push(Buffer.from(`${beside}${secret}`).toString('base64url'));
    }
    for (const text of texts) expect([text, control.findIn(`before ${text} after`).length]).toEqual([text, 1]);
  });

  it('was really used: receivers got it, and the URL, which is no secret at rest, is found in the dump', () => {
    expect(receiver.received.some(({ headers }) => String(headers['x-token']).startsWith('cnry/header'))).toBe(true);
    expect(scan.findIn(contents).filter((found) => found.startsWith('url query'))).not.toEqual([]);
    // What may be shown is shown, where it may.
    const shown = answers.filter(({ text, shows }) => shows.length > 0 && scan.findIn(text).length > 0);
    expect(shown.length).toBeGreaterThan(20);
    expect(answers.filter(({ text }) => text.startsWith('200') || text.startsWith('201')).length).toBeGreaterThan(100);
    expect(app.log.some((line) => line.includes('"level":"debug"'))).toBe(true);
  });

  it('is in no answer but the one that shows it', () => {
    const leaks = answers.flatMap(({ what, text, shows }) =>
      scan.findIn(text, shows).map((found) => `${what}: ${found}`),
    );
    expect(leaks).toEqual([]);
  });

  it('is in no line of the log, at any level', () => {
    expect(app.log.length).toBeGreaterThan(100);
    expect(app.log.flatMap((line) => scan.findIn(line))).toEqual([]);
  });

  it('is in no table, except for the query of a URL', () => {
    expect(scan.findIn(contents, ['url query'])).toEqual([]);
  });

  it('is in no statement and no parameter that went to the database, NOTIFY included, except for the query of a URL', () => {
    expect(statements.length).toBeGreaterThan(500);
    expect(statements.some((statement) => /notify/i.test(statement))).toBe(true);
    expect([...new Set(statements.flatMap((statement) => scan.findIn(statement, ['url query'])))]).toEqual([]);
  });

  it('is in no text that pg_stat_activity shows', () => {
    expect(activity.size).toBeGreaterThan(3);
    expect([...activity].flatMap((query) => scan.findIn(query))).toEqual([]);
  });
});
