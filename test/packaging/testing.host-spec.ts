import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/command-line.js';
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

/** A product's application under test, in modules of either kind. */
const APPLICATION = `
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
`;

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

${APPLICATION}console.log(bus.published.length, missing, typeof host.dispatcher.runOnce, application.get('POSTHORN_CLOCK') === host.clock);
`;

const COMMONJS_TEST = `
require('reflect-metadata');
const { fromPg } = require('@posthorn/database');
const { allDialects } = require('@posthorn/dialects');
const { EventBusModule } = require('@posthorn/event-bus');
const { PosthornTesting } = require('@posthorn/testing');
const { WebhooksModule } = require('@posthorn/webhooks');
const { Test } = require('@nestjs/testing');
const pg = require('pg');

test('the modules of a product come together', async () => {
${APPLICATION}  expect(application.get('POSTHORN_CLOCK')).toBe(host.clock);
}, 60_000);
`;

interface JestConfig {
  readonly transform: Readonly<Record<string, string>>;
  readonly transformIgnorePatterns: readonly string[];
}

/** What docs/test.md tells CommonJS products to say to Jest, with the transformer that we have. */
async function documentedJestConfig(): Promise<JestConfig> {
  const page = await readFile(path.join(ROOT, 'docs/test.md'), 'utf8');
  const [, block = ''] = /```json\n(\s*\{\s*"transform".*?)```/s.exec(page) ?? [];
  const { transform, transformIgnorePatterns } = JSON.parse(block) as JestConfig;
  const swc = createRequire(path.join(ROOT, 'package.json')).resolve('@swc/jest');
  const ours = Object.entries(transform).filter(([, transformer]) => transformer === '@swc/jest');
  return { transform: Object.fromEntries(ours.map(([files]) => [files, swc])), transformIgnorePatterns };
}

describe('@posthorn/testing, packed and installed', () => {
  describe.each([
    ['12', '@nestjs/common', '@nestjs/core', '@nestjs/testing'],
    ['11', '@nestjs/common@^11.1.0', '@nestjs/core@^11.1.0', '@nestjs/testing@^11.1.0'],
  ])('beside Nest %s', (version, ...nest) => {
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

    if (version === '11') {
      it('works in CommonJS tests, which need the lines of the documentation for Jest', async () => {
        expect(await project.runCommonJsTest(COMMONJS_TEST, { ...(await documentedJestConfig()) })).toContain(
          '1 passed',
        );
      });
    }

    it('compiles strictly, works, and takes the place of sender and clock in an application', async () => {
      expect(await project.run('unit.ts')).toBe('1 posthorn_missing function true\n');
    });
  });
});
