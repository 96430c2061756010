import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SampleProject } from './support/sample-project.js';

const LIBS = [
  'testing',
  'receiver',
  'dialects',
  'webhooks',
  'event-bus',
  'event-catalog',
  'egress',
  'signing',
  'database',
] as const;

const TEST = `
import 'reflect-metadata';
import pg from 'pg';
import { fromPg } from '@posthorn/database';
import { allDialects } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';
import { WebhooksModule } from '@posthorn/webhooks';
import { clockContract, exampleOf, FakeTransaction, ManualClock, PosthornTesting, RecordingBus } from '@posthorn/testing';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';

class UserPayload {
  @IsString() id!: string;
}
const UserCreated = defineEvent({ name: 'user.created', description: 'A user.', payload: UserPayload, example: { id: 'u1' } });

const bus = new RecordingBus([UserCreated]);
await bus.publish(UserCreated, exampleOf(UserCreated), { tx: new FakeTransaction() });
bus.expectPublished(UserCreated, { id: 'u1' }, { times: 1 });
for (const { run } of clockContract(() => new ManualClock())) await run();
const posthorn = PosthornTesting.on(Test.createTestingModule({}));
const missing = await posthorn.runOnce().catch((error: { code: string }) => error.code);

// No query is made before the application is initialised.
const database = fromPg(new pg.Pool());
const builder = Test.createTestingModule({
  imports: [
    EventBusModule.forRoot({ database, isGlobal: true }),
    WebhooksModule.forRoot({ database, dialects: allDialects, encryption: { keys: [new Uint8Array(32)] }, api: false }),
  ],
});
const host = PosthornTesting.on(builder);
const application = await builder.compile();
console.log(bus.published.length, missing, typeof host.dispatcher.runOnce, application.get('POSTHORN_CLOCK') === host.clock);
`;

describe('@posthorn/testing, packed and installed', () => {
  describe.each([
    ['12', '@nestjs/common', '@nestjs/core', '@nestjs/testing'],
    ['11', '@nestjs/common@^11.1.0', '@nestjs/core@^11.1.0', '@nestjs/testing@^11.1.0'],
  ])('beside Nest %s', (_, ...nest) => {
    let project: SampleProject;

    beforeAll(async () => {
      project = await SampleProject.create({
        libs: LIBS,
        packages: [
          ...nest,
          ...[
            'class-validator',
            'class-transformer',
            'reflect-metadata',
            'rxjs',
            '@opentelemetry/api',
            'pg',
            '@types/pg',
            '@types/node',
          ],
        ],
        files: new Map([['unit.ts', TEST]]),
      });
    });
    afterAll(() => project.remove());

    it('compiles strictly, works, and takes the place of sender and clock in an application', async () => {
      expect(await project.run('unit.ts')).toBe('1 posthorn_missing function true\n');
    });
  });
});
