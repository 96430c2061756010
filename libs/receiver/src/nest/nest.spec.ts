import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Injectable,
  Module,
  Post,
  Scope,
  UseGuards,
  type ExceptionFilter,
  type INestApplication,
  type ModuleMetadata,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { signBody } from '@posthorn/signing';
import type { WebhookMessage } from '../message/webhook-message.js';
import { MemoryReplayStore } from '../replay/memory-replay-store.js';
import { SECRET } from '../vectors.fixture.js';
import {
  ReceivedWebhook,
  ReceiveWebhooks,
  WebhookEvent,
  WebhookGuard,
  webhookGuard,
  WebhookReceiverModule,
} from './index.js';

class UserPayload {
  id!: string;
}
const UserCreated = { name: 'user.created', payload: UserPayload };
const UserUpdated = { name: 'user.updated', payload: UserPayload };
const CONFIGURATION = { scheme: 'standard', secrets: SECRET } as const;

let app: INestApplication | undefined;
const said: string[] = [];
afterEach(async () => {
  await app?.close();
  app = undefined;
  said.length = 0;
});

async function boot(metadata: ModuleMetadata, rawBody = true): Promise<string> {
  @Module(metadata)
  class HostModule {}
  app = await NestFactory.create(HostModule, { rawBody, logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

/** Sends one signed event. @returns status and body of the answer */
async function send(url: string, type = 'user.created', id = 'evt_1', secret = SECRET) {
  const body = JSON.stringify({ id, type, created_at: '2026-01-15T12:30:00Z', data: { id: 'u1' } });
  const headers = { 'content-type': 'application/json', 'x-webhook-signature': signBody(secret, body) };
  const response = await fetch(url, { method: 'POST', headers, body });
  return [response.status, await response.json()] as const;
}

describe('methods with @WebhookEvent', () => {
  @Injectable()
  class Handlers {
    private readonly name = 'handlers';

    @WebhookEvent(UserCreated)
    created(event: WebhookMessage<UserPayload>): void {
      said.push(`${this.name}: created ${event.data.id}`);
    }

    @WebhookEvent('*')
    other(event: WebhookMessage): void {
      said.push(`other: ${event.type}`);
    }
  }

  it('are called with their events on the instance, those of others with what is left', async () => {
    const url = await boot({
      imports: [WebhookReceiverModule.forRoot({ path: 'hooks', ...CONFIGURATION })],
      providers: [Handlers],
    });
    expect(await send(`${url}/hooks`)).toEqual([200, { status: 'processed' }]);
    expect(await send(`${url}/hooks`, 'file.uploaded', 'evt_2')).toEqual([200, { status: 'processed' }]);
    expect(said).toEqual(['handlers: created u1', 'other: file.uploaded']);
  });

  it('are called again after one of them has thrown: the sender gets 500 and tries again', async () => {
    @Injectable()
    class Failing {
      @WebhookEvent(UserCreated)
      created(): void {
        said.push('called');
        if (said.length === 1) throw new Error('the first time');
      }
    }
    const url = await boot({
      imports: [WebhookReceiverModule.forRoot({ path: 'hooks', ...CONFIGURATION, replays: new MemoryReplayStore() })],
      providers: [Failing],
    });
    const statuses = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) statuses.push((await send(`${url}/hooks`))[0]);
    expect([statuses, said]).toEqual([
      [500, 200, 200],
      ['called', 'called'],
    ]);
  });

  it('answer 413 to what is longer than a receiver reads, in a type that the host does not parse', async () => {
    const url = await boot({ imports: [WebhookReceiverModule.forRoot({ path: 'hooks', ...CONFIGURATION })] });
    const headers = { 'content-type': 'application/cloudevents+json' };
    const response = await fetch(`${url}/hooks`, { method: 'POST', headers, body: 'x'.repeat(1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ status: 'refused', reason: 'body_too_large' });
  });

  it('answer 200 to an event that nobody hears: trying again would not change that', async () => {
    const url = await boot({ imports: [WebhookReceiverModule.forRoot({ path: 'hooks', ...CONFIGURATION })] });
    expect(await send(`${url}/hooks`)).toEqual([200, { status: 'ignored' }]);
  });

  it('hear the sender that they name, where there are several, each with its own secret', async () => {
    @Injectable()
    class OfStripe {
      @WebhookEvent(UserCreated, { from: 'billing' })
      created(): void {
        said.push('billing');
      }
    }
    const receiver = (name: string, secrets: string) =>
      WebhookReceiverModule.forRootAsync({
        name,
        path: `hooks/${name}`,
        useFactory: () => Promise.resolve({ scheme: 'standard', secrets }),
      });
    const url = await boot({
      imports: [receiver('billing', 'secret of billing'), receiver('crm', 'secret of the crm')],
      providers: [OfStripe],
    });
    expect(await send(`${url}/hooks/billing`, 'user.created', 'evt_1', 'secret of billing')).toEqual([
      200,
      { status: 'processed' },
    ]);
    expect(await send(`${url}/hooks/crm`, 'user.created', 'evt_1', 'secret of the crm')).toEqual([
      200,
      { status: 'ignored' },
    ]);
    expect((await send(`${url}/hooks/crm`, 'user.created', 'evt_1', 'secret of billing'))[0]).toBe(401);
    expect(said).toEqual(['billing']);
  });

  it('stop the boot where there is no instance to call', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {
      @WebhookEvent(UserCreated)
      created(): void {}
    }
    const booting = boot({
      imports: [WebhookReceiverModule.forRoot({ path: 'hooks', ...CONFIGURATION })],
      providers: [Scoped],
    });
    await expect(booting).rejects.toMatchObject({ code: 'scoped_handler', message: expect.stringContaining('Scoped') });
  });

  it('do not compile with the payload of another event', () => {
    class OrderPayload {
      total!: number;
    }
    class Wrong {
      // @ts-expect-error -- the event carries a user
      @WebhookEvent(UserCreated)
      created(event: WebhookMessage<OrderPayload>): number {
        return event.data.total;
      }
    }
    expect(Wrong).toBeDefined();
  });
});

describe('routes of the host', () => {
  const receiver = (options: object = {}) =>
    WebhookReceiverModule.forRoot({ ...CONFIGURATION, replays: new MemoryReplayStore(), ...options });

  it('are called once per event with @ReceiveWebhooks, and get it typed', async () => {
    @Controller('own')
    class OwnController {
      @Post()
      @ReceiveWebhooks()
      receive(
        @ReceivedWebhook() webhook: WebhookMessage,
        @ReceivedWebhook(UserCreated) created?: WebhookMessage<UserPayload>,
        @ReceivedWebhook(UserUpdated) updated?: WebhookMessage<UserPayload>,
      ) {
        said.push(webhook.id);
        return { created: created?.data.id, updated: updated?.data.id };
      }
    }
    const url = await boot({ imports: [receiver()], controllers: [OwnController] });
    expect(await send(`${url}/own`)).toEqual([200, { created: 'u1' }]);
    expect(await send(`${url}/own`)).toEqual([200, { status: 'duplicate' }]);
    expect(await send(`${url}/own`, 'user.updated', 'evt_2')).toEqual([200, { updated: 'u1' }]);
    expect(said).toEqual(['evt_1', 'evt_2']);
  });

  it('are verified by the guard alone, which skips nothing, and leaves the other routes alone', async () => {
    @Controller()
    class OwnController {
      @Post('guarded')
      @UseGuards(WebhookGuard)
      guarded(@ReceivedWebhook() { id }: WebhookMessage) {
        return { id };
      }

      @Post('named')
      @UseGuards(webhookGuard('other'))
      named() {
        return {};
      }

      @Post('open')
      open() {
        return { open: true };
      }
    }
    const imports = [receiver({ isGlobal: true }), receiver({ name: 'other', secrets: 'other secret' })];
    const url = await boot({ imports, controllers: [OwnController] });
    expect(await send(`${url}/guarded`)).toEqual([201, { id: 'evt_1' }]);
    expect(await send(`${url}/guarded`)).toEqual([201, { id: 'evt_1' }]);
    expect(await send(`${url}/guarded`, 'user.created', 'evt_1', 'wrong')).toMatchObject([
      401,
      { status: 'refused', reason: 'signature_mismatch' },
    ]);
    expect((await send(`${url}/named`, 'user.created', 'evt_1', 'other secret'))[0]).toBe(201);
    expect((await send(`${url}/named`))[0]).toBe(401);
    expect(await send(`${url}/open`, 'user.created', 'evt_1', 'wrong')).toEqual([201, { open: true }]);
  });

  it('tell the developer what is missing: bytes, or the guard', async () => {
    const caught: unknown[] = [];
    @Controller()
    class OwnController {
      @Post('guarded')
      @UseGuards(WebhookGuard)
      guarded() {}

      @Post('open')
      open(@ReceivedWebhook() { id }: WebhookMessage) {
        return { id };
      }
    }
    const catching: ExceptionFilter = {
      catch(error, host) {
        caught.push(error);
        host.switchToHttp().getResponse<{ status(code: number): { json(body: object): void } }>().status(500).json({});
      },
    };
    const providers = [{ provide: APP_FILTER, useValue: catching }];
    const url = await boot({ imports: [receiver()], controllers: [OwnController], providers }, false);
    await send(`${url}/guarded`);
    await send(`${url}/open`);
    expect(caught).toEqual([
      expect.objectContaining({ code: 'raw_body_missing', message: expect.stringContaining('rawBody: true') }),
      expect.objectContaining({ code: 'not_verified', message: expect.stringContaining('OwnController.open') }),
    ]);
  });
});
