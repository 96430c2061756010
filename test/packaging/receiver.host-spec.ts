import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signPrefixedBody, signStandard } from '@posthorn/signing';
import path from 'node:path';
import { createTestDatabase } from '../support/index.js';
import { ROOT } from '../support/command-line.js';
import { countSamples, samplesOf } from '../support/readme-samples.js';
import { SampleProject, type RunningSample } from './support/sample-project.js';

const SECRET = `whsec_${Buffer.alloc(32, 'sample').toString('base64')}`;
const README = path.join(ROOT, 'libs/receiver/README.md');
const samples = samplesOf(README);
const environment = { WEBHOOK_SECRET: SECRET };

/** The sample of Nest on its other adapter. */
const nestOnFastify =
  `import { FastifyAdapter } from '@nestjs/platform-fastify';\n${samples.get('nest.ts') ?? ''}`.replace(
    'create(AppModule, {',
    'create(AppModule, new FastifyAdapter(), {',
  );
const sources = new Map([...samples, ['nest-on-fastify.ts', nestOnFastify]]);

/** Sends what Posthorn sends. */
async function send(sample: RunningSample, id: string, tamper = (body: string) => body) {
  const body = JSON.stringify({ type: 'user.created', data: { id: 'u1', email: 'ada@example.com' } });
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = signStandard([{ kind: 'hmac', value: SECRET }], { id, timestamp, body });
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
  const response = await fetch(`${sample.url}/hooks`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: tamper(body),
  });
  return { status: response.status, body: await response.json() };
}

/** What every framework has to show with the sample of the README. */
async function shows(sample: RunningSample): Promise<void> {
  expect(await send(sample, 'evt_1')).toEqual({ status: 200, body: { status: 'processed' } });
  await sample.says(/user\.created .*ada@example\.com/);
  const said = sample.output;
  expect(await send(sample, 'evt_1')).toEqual({ status: 200, body: { status: 'duplicate' } });
  const refused = await send(sample, 'evt_2', (body) => body.replace('ada', 'eve'));
  expect(refused).toMatchObject({ status: 401, body: { status: 'refused', reason: 'signature_mismatch' } });
  expect(sample.output).toBe(said);
}

describe('@posthorn/receiver, packed and installed', () => {
  describe.each([
    {
      beside: 'Express 5, Fastify 5 and Nest 12',
      names: ['express.ts', 'fastify.ts', 'nest.ts', 'nest-on-fastify.ts'],
      packages: [
        '@nestjs/common',
        '@nestjs/core',
        '@nestjs/platform-express',
        'express',
        '@types/express',
        'fastify@^5.6.0',
        '@nestjs/platform-fastify@^12.0.0',
      ],
    },
    {
      beside: 'Express 4 and Nest 11',
      names: ['express.ts', 'nest.ts'],
      packages: [
        ...['@nestjs/common@^11.1.0', '@nestjs/core@^11.1.0', '@nestjs/platform-express@^11.1.0'],
        ...['express@^4.21.0', '@types/express@^4.17.0'],
      ],
    },
  ])('beside $beside', ({ names, packages }) => {
    let project: SampleProject;

    beforeAll(async () => {
      project = await SampleProject.create({
        libs: ['receiver', 'signing'],
        packages: [...packages, 'reflect-metadata', 'rxjs', '@types/node'],
        files: new Map(names.map((name) => [name, sources.get(name) ?? ''])),
      });
    });
    afterAll(() => project.remove());

    it.each(names)('verifies, calls the handler once per event, and refuses what was changed: %s', async (name) => {
      await shows(await project.start(name, environment));
    });
  });

  describe('alone', () => {
    let project: SampleProject;

    beforeAll(async () => {
      project = await SampleProject.create({
        libs: ['receiver', 'signing'],
        packages: ['@types/node'],
        files: new Map([['by-hand.ts', samples.get('by-hand.ts') ?? '']]),
      });
    });
    afterAll(() => project.remove());

    it('needs signing and nothing else', async () => {
      expect(await project.installed(/^(?!\.|@types\/|undici-types)/)).toEqual([
        '@posthorn/receiver',
        '@posthorn/signing',
      ]);
    });

    it('verifies by hand, and says why it fails', async () => {
      const [, body = ''] = /body: '([^']*)'/.exec(samples.get('by-hand.ts') ?? '') ?? [];
      const output = (signature: string) => project.run('by-hand.ts', { ...environment, SIGNATURE: signature });
      expect(await output(signPrefixedBody(SECRET, body))).toBe(`{ id: 'u1' }\n`);
      const compact = JSON.stringify(JSON.parse(body));
      expect(await output(signPrefixedBody(SECRET, compact))).toMatch(/^signature_mismatch: body_restringified\n/);
    });
  });

  describe('with @posthorn/database and pg', () => {
    let project: SampleProject;

    beforeAll(async () => {
      const check = `
        import { onOrderPaid } from './inbox.js';
        const webhook = { id: 'evt_1', data: { orderId: 'o1' } };
        console.log(await onOrderPaid(webhook), await onOrderPaid(webhook));
        process.exit(0);
      `;
      project = await SampleProject.create({
        libs: ['receiver', 'signing', 'database'],
        packages: ['pg', '@types/pg', '@types/node'],
        files: new Map([
          ['inbox.ts', samples.get('inbox.ts') ?? ''],
          ['check-inbox.ts', check],
        ]),
      });
    });
    afterAll(() => project.remove());

    it('works on a message once, in the transaction of the host', async () => {
      const database = await createTestDatabase({ migrate: false });
      await database.pool.query(`create table orders (id text primary key, paid int not null default 0)`);
      await database.pool.query(`insert into orders (id) values ('o1')`);
      expect(await project.run('check-inbox.ts', { DATABASE_URL: database.url })).toBe('true false\n');
      const { rows } = await database.pool.query('select paid from orders');
      await database.drop();
      expect(rows).toEqual([{ paid: 1 }]);
    });
  });

  it('has no sample in its README that is not run here', () => {
    expect([...samples.keys()].sort()).toEqual(['by-hand.ts', 'express.ts', 'fastify.ts', 'inbox.ts', 'nest.ts']);
    expect(countSamples(README)).toBe(samples.size);
  });
});
