import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';

import fc from 'fast-check';

import { Receiver, startTestApp, type TestApp } from '../e2e/support/index.js';
import {
  DOCUMENTS,
  named,
  NATIVE,
  RawClient,
  settled,
  tenant,
  type NamedOperation,
  type RawAnswer,
  type Tenant,
} from './support/index.js';
import { hugeBodies, oddBodies, oddFieldBodies, oddObject, oddUrlText, type OddBody } from './support/odd.js';

/** `POSTHORN_FUZZ=full` tries everything everywhere; otherwise what is tried goes round, see `share`. */
const FULL = process.env['POSTHORN_FUZZ'] === 'full';
/** Of random values for each operation. */
const RUNS = Number(process.env['POSTHORN_FUZZ_RUNS'] ?? (FULL ? 50 : 3));
/** One of so many odd bodies is tried at one place, the next at the next place. */
const ROUND = 6;
/** Where the round begins, so that runs differ; what is found names its place and what was sent there. */
const BEGIN = randomInt(ROUND);
/** Of computing. Nothing here may take seconds. */
const SLOW_MS = 3000;

const all = [...named(NATIVE), ...named(DOCUMENTS)].filter(({ ends }) => ends === undefined);
const isWrite = ({ name }: NamedOperation): boolean => /^(POST|PUT|PATCH) /.test(name);
const writes = all.filter(isWrite);
const reads = all.filter(({ name }) => name.startsWith('GET '));

/**
 * What of a list is tried at a place: a sixth of it, others at the next place. A kind of reader and of check serves many
 * operations and fields, so that each of them sees the whole list.
 */
const share = <T>(list: readonly T[], place: number): readonly T[] =>
  FULL ? list : list.filter((_, index) => index % ROUND === (BEGIN + place) % ROUND);

/** One operation of each kind of reader. */
const HUGE_FOR = new Set(['POST /v1/events', 'POST /v1/users', 'POST /v1/files', 'POST /api/v1/webhooks']);

/** Fields of the documents' APIs; those of the native one are read from /openapi.json. */
const DOCUMENT_FIELDS = [
  'name, description, url, events, secret, enabled, is_active, active, headers, max_retries, retry_backoff_seconds',
  'timeout_seconds, format, dialect, collections, tables, filter, retry, metadata, signatureKey, project_id',
  'webhookId, security, tls, httpUser, httpPass, authUsername, authPassword, $id',
]
  .join(', ')
  .split(', ');

/** Of the documents' fields those that are looked at before the native rules see them. */
const CHECKED_FIELDS = ['url', 'events', 'enabled', 'headers', 'max_retries', 'metadata', 'security'];

describe('whatever is sent', () => {
  let app: TestApp;
  let receiver: Receiver;
  let owner: Tenant;
  let raw: RawClient;
  let fields: (operation: NamedOperation) => readonly string[];

  beforeAll(async () => {
    app = await startTestApp();
    receiver = await Receiver.start();
    await app.admin.expect(201, app.admin.post('/v1/event-types', { name: 'thing.happened' }));
    owner = await tenant(app, receiver, 'fuzzed');
    await settled(app);
    raw = new RawClient(app.url, app.config.adminToken ?? '');
    const { body } = await app.admin.get('/openapi.json');
    fields = (operation) =>
      Object.hasOwn(NATIVE, operation.name) ? fieldsOf(body as unknown as OpenApi, operation.name) : DOCUMENT_FIELDS;
  });

  afterAll(async () => {
    raw.close();
    await receiver.stop();
    await app.close();
  });

  const pathOf = ({ path }: NamedOperation): string =>
    path.replace(/\{(\w+)\}/g, (_, kind: keyof Tenant['ids']) => owner.ids[kind]);

  /** The body that works, to put something odd into. */
  const goodOf = (operation: NamedOperation): Readonly<Record<string, unknown>> => {
    const given = operation.body?.(owner.ids);
    const isObject = typeof given === 'object' && given !== null && !(given instanceof FormData);
    return isObject ? (given as Record<string, unknown>) : {};
  };

  const answered = (what: string, { status, text, cpuMs }: RawAnswer): void => {
    if (status >= 100 && status < 500 && cpuMs < SLOW_MS) return;
    throw new Error(`${what}: ${status} after computing for ${Math.round(cpuMs)} ms: ${text.slice(0, 300)}`);
  };

  const faultsOf = async (operation: NamedOperation, bodies: readonly OddBody[]): Promise<string[]> => {
    const [method = ''] = operation.name.split(' ', 1);
    const wrong: string[] = [];
    for (const odd of bodies) {
      try {
        answered(`${operation.name} with ${odd.what}`, await raw.send(method, pathOf(operation), odd));
      } catch (error) {
        wrong.push(String(error));
      }
    }
    return wrong;
  };

  it('as a body of odd bytes, the answer is below 500 and quick', async () => {
    const wrong: string[] = [];
    for (const [place, operation] of writes.filter(({ name }) => !name.startsWith('PUT ')).entries()) {
      const first = fields(operation)[0] ?? 'name';
      wrong.push(...(await faultsOf(operation, share(oddBodies(first, goodOf(operation)), place))));
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('as something that JSON can say and nobody expects, in each field, the answer is below 500 and quick', async () => {
    const wrong: string[] = [];
    let place = 0;
    for (const operation of writes.filter(({ name }) => name.startsWith('POST '))) {
      const known = Object.hasOwn(NATIVE, operation.name) ? fields(operation) : CHECKED_FIELDS;
      for (const field of known) {
        wrong.push(...(await faultsOf(operation, share(oddFieldBodies(field, goodOf(operation)), place))));
        place += 1;
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('as a body that is too much, the answer is below 500 and quick', async () => {
    const wrong: string[] = [];
    for (const operation of writes.filter(({ name }) => HUGE_FOR.has(name))) {
      wrong.push(...(await faultsOf(operation, hugeBodies(fields(operation)[0] ?? 'name', goodOf(operation)))));
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('as a value of a field, the answer is below 500 and quick', async () => {
    for (const operation of writes) {
      const [method = ''] = operation.name.split(' ', 1);
      await fc.assert(
        fc.asyncProperty(oddObject(fields(operation), goodOf(operation)), async (body) => {
          const headers = { 'content-type': 'application/json', ...headersOf(operation) };
          const answer = await raw.send(method, pathOf(operation), { body: JSON.stringify(body), headers });
          answered(`${operation.name} with ${JSON.stringify(body)}`, answer);
        }),
        { numRuns: RUNS },
      );
    }
  });

  it('in a query string, the answer is below 500 and quick', async () => {
    const names = [
      'limit',
      'cursor',
      'project_id',
      'webhook_id',
      'event_id',
      'status',
      'status_code',
      'since',
      'until',
    ];
    names.push(
      'interval',
      'search',
      'type',
      'event_type',
      'envelope',
      'queries[]',
      'queries[0]',
      'offset',
      '__proto__',
    );
    const query = fc.array(fc.tuple(fc.constantFrom(...names), oddUrlText), { minLength: 1, maxLength: 3 });
    for (const operation of reads) {
      await fc.assert(
        fc.asyncProperty(query, async (pairs) => {
          const [path = ''] = pathOf(operation).split('?', 1);
          const target = `${path}?${pairs.map((pair) => pair.join('=')).join('&')}`;
          answered(`GET ${target}`, await raw.send('GET', target, { headers: headersOf(operation) }));
        }),
        { numRuns: RUNS },
      );
    }
  });

  it('in the place of an id, the answer is below 500 and quick', async () => {
    for (const operation of all.filter(({ path }) => path.includes('{'))) {
      const [method = ''] = operation.name.split(' ', 1);
      await fc.assert(
        fc.asyncProperty(oddUrlText, async (odd) => {
          const target = operation.path.replace(/\{\w+\}/, odd).replace(/\{(\w+)\}/g, 'x');
          const answer = await raw.send(method, target, { headers: headersOf(operation) });
          answered(`${method} ${target}`, answer);
        }),
        { numRuns: Math.ceil(RUNS / 2) },
      );
    }
  });

  it('in a header, the answer is below 500 and quick', async () => {
    const values = ['', 'x'.repeat(8000), 'Bearer a b', '\u00ff\u00fe', '-1'];
    const names = ['authorization', 'x-api-key', 'apikey', 'idempotency-key', 'x-appwrite-project', 'x-fb-tenant'];
    names.push('x-appwrite-response-format', 'content-type', 'accept', 'accept-encoding', 'x-forwarded-for');
    names.push('x-forwarded-host', 'x-http-method-override', 'if-none-match', 'range', 'origin', 'cookie');
    for (const name of names) {
      for (const value of values) {
        for (const [method, path] of [
          ['POST', '/v1/webhooks'],
          ['GET', '/api/v1/webhooks'],
        ] as const) {
          const body = method === 'POST' ? { body: '{}' } : {};
          const answer = await raw.send(method, path, { ...body, headers: { [name]: value } });
          if (!(name === 'expect' && answer.status === 417))
            answered(`${method} ${path} with ${name}: ${value}`, answer);
        }
      }
    }
  });

  it('without a token, an unknown path is as unknown as with one', async () => {
    await fc.assert(
      fc.asyncProperty(oddUrlText, async (odd) => {
        answered(odd, await raw.send('GET', `/${odd}`, { headers: { authorization: '' } }));
      }),
      { numRuns: RUNS * 4 },
    );
  });

  it('the application is well afterwards, and nothing of it was a fault of its own', async () => {
    expect((await raw.send('GET', '/readyz')).status).toBe(200);
    const faults = app.log.filter((line) => /"level":"(error|fatal)"/.test(line));
    expect([...new Set(faults.map((line) => line.slice(40, 400)))].slice(0, 10)).toEqual([]);
  });
});

function headersOf(operation: NamedOperation): Readonly<Record<string, string>> {
  return operation.headers ? { 'x-appwrite-project': '' } : {};
}

interface OpenApi {
  readonly paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema?: Schema }> } }>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

function fieldsOf(document: OpenApi, name: string): readonly string[] {
  const [method = '', path = ''] = name.split(' ');
  const content = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content;
  const schema = Object.values(content ?? {})[0]?.schema;
  const resolved =
    schema?.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  return Object.keys(resolved?.properties ?? {});
}
