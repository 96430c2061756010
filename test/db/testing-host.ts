import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { fromPg } from '@posthorn/database';
import { allDialects } from '@posthorn/dialects';
import { EventBus, EventBusModule, EventCatalogModule } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';
import { WebhooksModule } from '@posthorn/webhooks';
import { IsEmail, IsString } from 'class-validator';
import type pg from 'pg';

export class UserPayload {
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
  description: 'A user was registered.',
  payload: UserPayload,
  example,
  resource: { collection: 'users', idField: 'id', operation: 'create', appwrite: 'users.{id}.create' },
});
export const UserUpdated = defineEvent({
  name: 'user.updated',
  description: 'A user was changed.',
  payload: UserPayload,
  example,
});

const POOL = 'HOST_POOL';
/** The same for every application of a run, as those of a host's tests have it. */
const KEY = randomBytes(32);

/** A service of a host that publishes in its own transactions. */
@Injectable()
export class SignupService {
  constructor(
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(POOL) private readonly pool?: pg.Pool,
  ) {}

  async signUp(user: UserPayload): Promise<void> {
    const client = await this.pool!.connect();
    try {
      await client.query('begin');
      await this.signUpIn(client, user);
      await client.query('commit');
    } finally {
      client.release();
    }
  }

  async signUpIn(tx: unknown, user: UserPayload): Promise<void> {
    await this.bus.publish(UserCreated, user, { tx, projectId: 'p1' });
  }
}

/** The application of the host, as it runs in production. */
export function appModule(pool: pg.Pool): DynamicModule {
  const database = fromPg(pool);
  @Module({})
  class AppModule {}
  return {
    module: AppModule,
    imports: [
      EventBusModule.forRoot({ database, isGlobal: true }),
      EventCatalogModule.forFeature([UserCreated, UserUpdated]),
      WebhooksModule.forRoot({
        database,
        dialects: allDialects,
        encryption: { keys: [KEY] },
        api: false,
        isGlobal: true,
      }),
    ],
    providers: [SignupService, { provide: POOL, useValue: pool }],
  };
}
