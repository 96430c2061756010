import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ClassSerializerInterceptor,
  Controller,
  Get,
  Module,
  ValidationPipe,
  VersioningType,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { WebhookReceiverModule } from '@posthorn/receiver/nest';
import { randomBytes } from 'node:crypto';
import { EventCatalogModule, isPosthornRoute, posthornMigrations, PosthornModule } from 'posthorn';
import { map } from 'rxjs';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { TokenGuard, UserCreated } from './api-support.js';

let db: TestDatabase;
let app: INestApplication | undefined;

beforeEach(async () => {
  db = await createTestDatabase({ migrate: await posthornMigrations() });
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await db.drop();
});

@Controller('own')
class OwnController {
  @Get()
  show(): { own: boolean } {
    return { own: true };
  }
}

@Module({ controllers: [OwnController] })
class HostModule {}

async function boot(configure: (host: INestApplication) => void): Promise<void> {
  const imports = [
    PosthornModule.forRoot({
      pool: db.pool,
      encryption: { keys: [randomBytes(32)] },
      dispatcher: false,
      api: { guard: TokenGuard, documents: true },
    }),
    EventCatalogModule.forFeature([UserCreated]),
    WebhookReceiverModule.forRoot({ path: 'incoming', scheme: 'classic', secrets: 'whsec_1234567890' }),
  ];
  app = await NestFactory.create(
    { module: HostModule, imports },
    { logger: false, abortOnError: false, rawBody: true },
  );
  configure(app);
  await app.listen(0, '127.0.0.1');
}

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch((await app!.getUrl()) + path, {
    method,
    headers: { authorization: 'Bearer p1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const webhook = {
  url: 'https://example.com/hook',
  events: ['user.*'],
  metadata: { tier: '5', nested: { list: [1, { flag: 'true' }] } },
};

describe('what a host does to all of its routes', () => {
  it.each([
    ['the URL', { type: VersioningType.URI as const, defaultVersion: '1' }],
    ['a header', { type: VersioningType.HEADER as const, header: 'X-Version', defaultVersion: '2' }],
  ])('leaves the paths of Posthorn and of a receiver alone when it has a default version in %s', async (_name, by) => {
    await boot((host) => host.enableVersioning(by));
    expect(await call('POST', '/v1/webhooks', webhook)).toMatchObject({ status: 201 });
    expect(await call('GET', '/api/projects/p1/webhooks')).toMatchObject({ status: 200 });
    expect(await call('GET', '/api/v1/webhooks')).toMatchObject({ status: 200 });
    // Unsigned, so refused; but found.
    expect(await call('POST', '/incoming', {})).toMatchObject({ status: 401 });
  });

  it('takes nothing out of an answer when only marked properties are shown', async () => {
    await boot((host) =>
      host.useGlobalInterceptors(
        new ClassSerializerInterceptor(host.get(Reflector), { strategy: 'excludeAll', excludeExtraneousValues: true }),
      ),
    );
    expect(await call('POST', '/v1/webhooks', webhook)).toMatchObject({ status: 201, body: webhook });
    expect(await call('GET', '/v1/webhooks')).toMatchObject({ body: { webhooks: [webhook] } });
    expect(await call('GET', '/api/v1/webhooks')).toMatchObject({ body: [{ url: webhook.url }] });
    const named = { ...webhook, metadata: { constructor: { name: 'x' } } };
    expect(await call('POST', '/v1/webhooks', named)).toMatchObject({ status: 201, body: named });
    expect(await call('GET', '/v1/webhooks')).toMatchObject({ status: 200, body: { webhooks: [named, webhook] } });
  });

  it('puts its own answers alone into an envelope when its interceptor asks whose route it is', async () => {
    const envelope = (own: (context: ExecutionContext) => boolean): NestInterceptor => ({
      intercept: (context, next) => (own(context) ? next.handle().pipe(map((data) => ({ data }))) : next.handle()),
    });
    await boot((host) => host.useGlobalInterceptors(envelope((context) => !isPosthornRoute(context))));
    expect(await call('POST', '/v1/webhooks', webhook)).toMatchObject({ status: 201, body: webhook });
    expect(await call('GET', '/api/v1/webhooks')).toMatchObject({ body: [{ url: webhook.url }] });
    expect(await call('GET', '/api/projects/p1/webhooks')).toMatchObject({ body: [{ url: webhook.url }] });
    expect(await call('GET', '/own')).toMatchObject({ body: { data: { own: true } } });
  });

  it('leaves a body to our own checks when its pipe looks at the parameters of custom decorators', async () => {
    await boot((host) =>
      host.useGlobalPipes(
        new ValidationPipe({
          whitelist: true,
          forbidNonWhitelisted: true,
          transform: true,
          transformOptions: { enableImplicitConversion: true },
          validateCustomDecorators: true,
        }),
      ),
    );
    const constructed = { ...webhook, metadata: { ...webhook.metadata, constructor: 'x' } };
    expect(await call('POST', '/v1/webhooks', constructed)).toMatchObject({ status: 201, body: constructed });
    expect(await call('GET', '/v1/webhooks?limit=1')).toMatchObject({ status: 200 });
    expect(await call('POST', '/v1/webhooks', { ...webhook, max_in_flight: '5' })).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ field: 'max_in_flight' }] },
    });
  });
});
