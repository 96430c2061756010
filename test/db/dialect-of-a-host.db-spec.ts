import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Catch, Controller, Get, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import {
  AnswerErrorFilter,
  bodyOf,
  DialectsModule,
  openApiDocument,
  WebhookManagement,
  type DialectPlugin,
  type ErrorAnswer,
} from '@posthorn/dialects';
import { ApiGuard, Call, RequireScope, type Caller } from '@posthorn/webhooks';
import { startApi, TokenGuard, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

/** Everything below is what a host writes of its own: a wire format, its errors, its management API. */
@Catch()
class PigeonErrorFilter extends AnswerErrorFilter {
  protected override answer({ status, code }: { status: number; code: string }): ErrorAnswer {
    return { status, body: { coo: code } };
  }
}

@Controller('pigeons')
@UseGuards(ApiGuard)
@UseFilters(PigeonErrorFilter)
class PigeonsController {
  constructor(private readonly management: WebhookManagement) {}

  @Post()
  @RequireScope('webhooks:write')
  async create(@Call() caller: Caller, @Body() given: unknown): Promise<object> {
    const { loft, letters } = bodyOf(given);
    const project = await this.management.project(caller, undefined);
    const native = { dialect: 'pigeon', url: loft, events: letters };
    const { row, secret } = await this.management.create(caller, project, native);
    return { ring: row.id, secret };
  }

  @Get(':ring')
  @RequireScope('webhooks:read')
  async get(@Call() caller: Caller, @Param('ring') ring: string): Promise<object> {
    const { row } = await this.management.find(caller, ring);
    return { ring: row.id, loft: row.url };
  }

  @Post(':ring/test')
  @RequireScope('webhooks:write')
  async test(@Call() caller: Caller, @Param('ring') ring: string): Promise<object> {
    const { row } = await this.management.find(caller, ring);
    return { arrived: (await this.management.test(row.id, row.project_id)).outcome === 'success' };
  }
}

const pigeon: DialectPlugin = {
  name: 'pigeon',
  title: 'Carrier pigeons',
  policy: { retry: { schedule: [0, 7], jitter: 0 }, timeoutSeconds: 3, gone: 'retry', secret: 'generated' },
  bodyScope: 'event',
  reservedHeaders: ['content-type', 'x-seal'],
  body: ({ type, data }) => `{"letter":${JSON.stringify(type)},"text":${data}}`,
  headers: ({ body, secrets }) => ({
    'Content-Type': 'application/json',
    'X-Seal': createHmac('sha256', secrets[0]!.value).update(body).digest('hex'),
  }),
  sample: () => ({ type: 'user.created', data: '{"coo":true}' }),
  management: {
    controllers: [PigeonsController],
    openApi: () =>
      openApiDocument({
        title: 'Pigeons',
        description: '',
        operations: [],
        schemas: {},
        error: 'Error',
        delivery: { headers: ['X-Seal'], body: 'Letter' },
      }),
  },
};

describe('a dialect that a host adds', () => {
  let api: Api;
  const receiver = new Receiver();
  let url: string;

  beforeAll(async () => {
    const imports = [DialectsModule.forRoot([pigeon], { guard: TokenGuard })];
    api = await startApi({ imports, extras: { isGlobal: true, api: { guard: TokenGuard } } });
    url = await receiver.start();
  });
  afterAll(async () => {
    await receiver.stop();
    await api.close();
  });

  const call = (method: string, path: string, body?: unknown, token: string | null = 'p1') =>
    api.call(method, path, body, { token });

  it('has a management API of its own, behind the host’s guard and with its own errors', async () => {
    const created = await call('POST', '/pigeons', { loft: url, letters: ['user.created'] });
    expect(created).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/) } });
    expect((await call('GET', `/pigeons/${created.body.ring}`)).body).toEqual({ ring: created.body.ring, loft: url });
    expect(await call('POST', '/pigeons', { letters: [] })).toMatchObject({
      status: 422,
      body: { coo: 'validation_failed' },
    });
    expect((await call('GET', `/pigeons/${created.body.ring}`, undefined, null)).status).toBe(401);
    expect((await call('GET', `/pigeons/${created.body.ring}`, undefined, 'p2')).status).toBe(404);
  });

  it('sends in its form, its own sample included', async () => {
    const { ring, secret } = (await call('POST', '/pigeons', { loft: url, letters: ['user.created'] })).body;
    expect((await call('POST', `/pigeons/${ring}/test`)).body).toEqual({ arrived: true });
    const { body, headers } = receiver.received.at(-1)!;
    expect(body).toBe('{"letter":"user.created","text":{"coo":true}}');
    expect(headers['x-seal']).toBe(createHmac('sha256', secret).update(body).digest('hex'));
  });

  it('is one of those that the native API knows, with its policy', async () => {
    const create = { url, events: ['user.created'], dialect: 'pigeon' };
    const created = await call('POST', '/v1/webhooks', create);
    expect(created).toMatchObject({ status: 201, body: { dialect: 'pigeon' } });
    const other = await call('POST', '/v1/webhooks', { ...create, dialect: 'standard' });
    expect((await call('PATCH', `/v1/webhooks/${other.body.id}`, { dialect: 'pigeon' })).body.dialect).toBe('pigeon');
  });

  it('leaves the documents’ APIs where they are', async () => {
    expect((await call('GET', '/api/v1/webhooks')).status).toBe(200);
    expect((await call('GET', '/api/projects/p1/webhooks')).status).toBe(200);
  });
});
