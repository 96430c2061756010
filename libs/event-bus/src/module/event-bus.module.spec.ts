import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { CatalogError, defineEvent, EventCatalog } from '@posthorn/event-catalog';
import { IsString } from 'class-validator';
import type { TransactionHandle } from '../envelope.js';
import { EventBus } from '../event-bus.js';
import { EventBusModule } from './event-bus.module.js';
import { EventCatalogModule } from './event-catalog.module.js';

class Payload {
  @IsString() id!: string;
}
const event = (name: string, example: Payload = { id: 'x' }) =>
  defineEvent({ name, description: 'Happened.', payload: Payload, example });
const UserCreated = event('user.created');
const FileUploaded = event('file.uploaded');

const handle: TransactionHandle = { query: () => Promise.resolve({ rows: [], rowCount: 0 }), onEnd: () => undefined };
const database = { join: () => handle };

@Injectable()
class Users {
  constructor(
    @Inject(EventBus) readonly bus: EventBus,
    @Inject(EventCatalog) readonly catalog: EventCatalog,
  ) {}
}
@Module({ imports: [EventCatalogModule.forFeature([UserCreated]), EventBusModule], providers: [Users] })
class UsersModule {}
@Module({ imports: [EventCatalogModule.forFeature([FileUploaded])] })
class FilesModule {}

describe('EventBusModule', () => {
  it('gives one bus and one catalog to the whole application', async () => {
    const app = await Test.createTestingModule({
      imports: [EventBusModule.forRoot({ database }), UsersModule, FilesModule],
    }).compile();
    const users = app.get(Users, { strict: false });
    expect(users.bus).toBe(app.get(EventBus, { strict: false }));
    expect(users.catalog.all().map(({ name }) => name)).toEqual(['file.uploaded', 'user.created']);
    users.bus.publishing$.subscribe(() => undefined);
    await expect(users.bus.publish(UserCreated, { id: 'u1' }, { tx: {} })).resolves.toMatchObject({
      type: 'user.created',
    });
    await app.close();
  });

  it('is everywhere when it is global, and nowhere else when it is not', async () => {
    @Module({ providers: [Users] })
    class Elsewhere {}
    const start = (isGlobal: boolean) =>
      Test.createTestingModule({ imports: [EventBusModule.forRoot({ database, isGlobal }), Elsewhere] }).compile();
    const app = await start(true);
    expect(app.get(Users, { strict: false }).bus).toBeInstanceOf(EventBus);
    await expect(start(false)).rejects.toThrow(/EventBus/);
  });

  it('can be configured by a factory', async () => {
    const DATABASE = Symbol('database');
    @Module({ providers: [{ provide: DATABASE, useValue: database }], exports: [DATABASE] })
    class DatabaseModule {}
    const app = await Test.createTestingModule({
      imports: [
        EventBusModule.forRootAsync({
          isGlobal: true,
          imports: [DatabaseModule],
          inject: [DATABASE],
          useFactory: (port: typeof database) => ({ database: port, requireSubscriber: false }),
        }),
        EventCatalogModule.forFeature([UserCreated]),
      ],
    }).compile();
    await expect(
      app.get(EventBus, { strict: false }).publish(UserCreated, { id: 'u1' }, { tx: {} }),
    ).resolves.toBeDefined();
  });

  it('stops the boot when it is configured twice', async () => {
    const twice = Test.createTestingModule({
      imports: [EventBusModule.forRoot({ database }), EventBusModule.forRoot({ database: { ...database } })],
    });
    await expect(twice.compile()).rejects.toMatchObject({ code: 'bus_configured_twice' });
  });

  it('ends committed$ when the application is closed', async () => {
    const app = await Test.createTestingModule({ imports: [EventBusModule.forRoot({ database })] }).compile();
    await app.init();
    const ended = new Promise<void>((resolve) =>
      app.get(EventBus, { strict: false }).committed$.subscribe({ complete: resolve }),
    );
    await app.close();
    await ended;
  });
});

describe('EventCatalogModule', () => {
  it('has its types before any onModuleInit', async () => {
    let known: boolean | undefined;
    @Injectable()
    class Early {
      constructor(@Inject(EventCatalog) private readonly catalog: EventCatalog) {}
      onModuleInit(): void {
        known = this.catalog.has('file.uploaded');
      }
    }
    @Module({ imports: [EventCatalogModule], providers: [Early] })
    class EarlyModule {}
    const app = await Test.createTestingModule({ imports: [EarlyModule, FilesModule] }).compile();
    await app.init();
    expect(known).toBe(true);
    await app.close();
  });

  it('stops the boot on a name that is taken, naming both', async () => {
    @Module({ imports: [EventCatalogModule.forFeature([event('user.created')])] })
    class OtherUsersModule {}
    const boot = Test.createTestingModule({
      imports: [EventBusModule.forRoot({ database }), UsersModule, OtherUsersModule],
    }).compile();
    await expect(boot).rejects.toThrow(CatalogError);
    await expect(boot).rejects.toMatchObject({ code: 'duplicate_event_type' });
  });

  it('stops the boot on an example that does not fit', async () => {
    const wrong = event('user.created', { id: 5 } as never);
    await expect(
      Test.createTestingModule({ imports: [EventCatalogModule.forFeature([wrong])] }).compile(),
    ).rejects.toMatchObject({
      code: 'invalid_example',
    });
  });

  it.each(['reference', 'deep-hash'] as const)(
    'keeps feature modules apart when Nest tells modules apart by %s',
    async (algorithm) => {
      @Module({
        imports: [EventCatalogModule.forFeature([UserCreated]), EventCatalogModule.forFeature([FileUploaded])],
      })
      class App {}
      const app = await NestFactory.createApplicationContext(App, {
        moduleIdGeneratorAlgorithm: algorithm,
        logger: false,
        abortOnError: false,
      });
      expect(app.get(EventCatalog, { strict: false }).all()).toHaveLength(2);
      await app.close();
    },
  );

  it('keeps the catalogs of two applications in one process apart', async () => {
    const [first, second] = await Promise.all(
      [UserCreated, FileUploaded].map((type) =>
        Test.createTestingModule({ imports: [EventCatalogModule.forFeature([type])] }).compile(),
      ),
    );
    expect(first?.get(EventCatalog, { strict: false }).has('file.uploaded')).toBe(false);
    expect(second?.get(EventCatalog, { strict: false }).has('file.uploaded')).toBe(true);
  });
});
