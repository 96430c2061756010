import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { runProgram } from '../support/command-line.js';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

// As most hosts with TypeORM it has pg, and no types of it.
const PACKAGES = [
  ...BASE_PACKAGES.filter((name) => name !== '@types/pg'),
  '@nestjs/typeorm',
  'typeorm',
  '@nestjs/swagger',
];

describe('a Nest 12 host on Express with TypeORM', () => {
  hostCases({ app: 'typeorm', packages: PACKAGES, linked: true }, ({ project, database, host, receiver }) => {
    it('has the command line, which finds what the migrations of its DataSource have brought', async () => {
      const { folder } = project();
      const ended = await runProgram(path.join(folder, 'node_modules/.bin/posthorn'), ['status', '--json'], {
        folder,
        environment: { DATABASE_URL: database().url },
      });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toMatchObject({ current: true, pending: [] });
    });

    it('has a catalog that the command line finds in what was compiled', async () => {
      const { folder } = project();
      const check = (...args: string[]) =>
        runProgram(
          path.join(folder, 'node_modules/.bin/posthorn'),
          ['catalog', 'check', '--module', 'dist/shared/order-placed.js', ...args],
          { folder },
        );
      expect(await check('--write')).toMatchObject({ code: 0, stdout: expect.stringContaining('order.placed is new') });
      expect(await check('--strict')).toMatchObject({ code: 0, stderr: '' });
    });

    it('shows the routes of Posthorn in its own OpenAPI document, beside its own', async () => {
      const { body } = await host().call<{ paths: Record<string, object>; webhooks: object }>('GET', '/openapi.json');
      expect(Object.keys(body.paths)).toEqual(
        expect.arrayContaining(['/orders', '/hooks/webhooks', '/hooks/events/{id}']),
      );
      expect(body.paths['/hooks/webhooks']).toMatchObject({ post: { requestBody: expect.any(Object) } });
      expect(Object.keys(body.webhooks)).toEqual(['order.placed']);
    });

    it('delivers the changes of the table that it has opened', async () => {
      const before = receiver().requests.length;
      const made = await host().call('POST', '/hooks/webhooks', { url: receiver().url, events: ['orders.created'] });
      expect(made.status).toBe(201);
      await database().pool.query(`insert into orders values ('by_hand')`);
      const requests = await receiver().received(before + 1);
      const { type, data } = JSON.parse(requests.at(-1)!.body.toString()) as { type: string; data: object };
      expect([type, data]).toEqual(['orders.created', { id: 'by_hand' }]);
    });
  });
});
