import { randomBytes } from 'node:crypto';
import {
  Injectable,
  Module,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  type INestApplication,
  type LogLevel,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { fromPg, type Migration } from '@posthorn/database';
import { allDialects } from '@posthorn/dialects';
import { EventBusModule, EventCatalogModule } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';
import {
  ENGINE,
  setCaller,
  WebhooksModule,
  type AttemptRecord,
  type DeliveryEngine,
  type TestSend,
  type WebhooksModuleExtras,
  type WebhooksModuleOptions,
} from '@posthorn/webhooks';
import { IsEmail, IsString } from 'class-validator';
import { createTestDatabase, type TestDatabase } from '../support/index.js';

class UserPayload {
  @IsString()
  id!: string;

  @IsString()
  name!: string;

  @IsEmail()
  email!: string;
}

const example = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

export const UserCreated = defineEvent({
  name: 'user.created',
  version: 1,
  description: 'A user was registered',
  payload: UserPayload,
  example,
  resource: { collection: 'users', idField: 'id', operation: 'create', appwrite: 'users.{id}.create' },
});

export const UserUpdated = defineEvent({
  name: 'user.updated',
  version: 1,
  description: 'A user was changed',
  payload: UserPayload,
  example,
});

/**
 * Tokens say who calls: `admin`, or `<project>` with scopes behind it, `p1,webhooks:read,secrets:read`.
 * A stand-in for a host's guard.
 */
@Injectable()
export class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    const [, token] = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
    if (token === undefined || token === 'wrong') return false;
    const [project, ...scopes] = token.split(',');
    if (project === 'admin') setCaller(request, { kind: 'admin', projectId: null, scopes: null, actor: 'admin' });
    else {
      const caller = { projectId: project!, scopes: scopes.length > 0 ? scopes : null, actor: `key_${project}` };
      setCaller(request, { kind: 'project', ...caller });
    }
    return true;
  }
}

@Module({ imports: [EventCatalogModule.forFeature([UserCreated, UserUpdated])] })
class UsersModule {}

/** An engine that sends nothing and remembers what it was asked. */
export class IdleEngine implements DeliveryEngine {
  wakes = 0;
  tests: TestSend[] = [];
  start(): void {}
  async stop(): Promise<void> {}
  runOnce = () => Promise.resolve({ relayed: 0, attempted: 0, nextDueAt: null });
  async tick(): Promise<void> {}
  wake(): void {
    this.wakes += 1;
  }
  sendTest(input: TestSend): Promise<AttemptRecord> {
    this.tests.push(input);
    return Promise.reject(new Error('an idle engine sends nothing'));
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of an answer is what the tests assert
type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly text: string;
}

export interface Api {
  readonly app: INestApplication;
  readonly db: TestDatabase;
  readonly base: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    options?: { token?: string | null; headers?: Record<string, string> },
  ): Promise<Answer>;
  close(): Promise<void>;
}

export interface ApiSetup {
  readonly options?: Partial<WebhooksModuleOptions>;
  readonly extras?: WebhooksModuleExtras;
  /** Further modules of the host. */
  readonly imports?: readonly DynamicModule[];
  /** Migrations of the database, when it needs more than Posthorn's own. */
  readonly migrate?: readonly Migration[];
  /** Another server than Express. */
  readonly adapter?: AbstractHttpAdapter;
  /** Replaces the engine; absent: the real one, which does not run. */
  readonly engine?: DeliveryEngine;
}

/** A small host application with the webhooks module on a database of its own. */
export async function startApi(setup: ApiSetup = {}): Promise<Api> {
  const db = await createTestDatabase(setup.migrate ? { migrate: setup.migrate } : {});
  const database = fromPg(db.pool);
  const builder = Test.createTestingModule({
    imports: [
      EventBusModule.forRoot({ database, isGlobal: true }),
      UsersModule,
      WebhooksModule.forRoot({
        database,
        dialects: allDialects,
        encryption: { keys: [randomBytes(32)] },
        worker: { enabled: false },
        delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
        api: { guard: TokenGuard },
        ...setup.extras,
        ...setup.options,
      }),
      ...(setup.imports ?? []),
    ],
  });
  if (setup.engine) builder.overrideProvider(ENGINE).useValue(setup.engine);
  const module = await builder.compile();
  const settings = { logger: ['error', 'warn'] satisfies LogLevel[] };
  const app = setup.adapter
    ? module.createNestApplication(setup.adapter, settings)
    : module.createNestApplication(settings);
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  return {
    app,
    db,
    base,
    call: (method, path, body, options = {}) => call(base, method, path, body, options),
    async close() {
      await app.close();
      await db.drop();
    },
  };
}

async function call(
  base: string,
  method: string,
  path: string,
  body: unknown,
  options: { token?: string | null; headers?: Record<string, string> },
): Promise<Answer> {
  const { token = 'admin' } = options;
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : {},
    text,
  };
}
