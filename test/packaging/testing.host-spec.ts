import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SampleProject } from './support/sample-project.js';

const LIBS = [
  'testing',
  'receiver',
  'webhooks',
  'event-bus',
  'event-catalog',
  'egress',
  'signing',
  'database',
] as const;

const TEST = `
import 'reflect-metadata';
import { defineEvent } from '@posthorn/event-catalog';
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
console.log(bus.published.length, await posthorn.runOnce().catch((error: { code: string }) => error.code));
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
          ...['class-validator', 'class-transformer', 'reflect-metadata', 'rxjs', '@opentelemetry/api', '@types/node'],
        ],
        files: new Map([['unit.ts', TEST]]),
      });
    });
    afterAll(() => project.remove());

    it('compiles strictly and works', async () => {
      expect(await project.run('unit.ts')).toBe('1 posthorn_missing\n');
    });
  });
});
