import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { runProgram } from '../support/command-line.js';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

// As most hosts with TypeORM it has pg, and no types of it.
const PACKAGES = [...BASE_PACKAGES.filter((name) => name !== '@types/pg'), '@nestjs/typeorm', 'typeorm'];

describe('a Nest 12 host on Express with TypeORM', () => {
  hostCases({ app: 'typeorm', packages: PACKAGES }, ({ project, database }) => {
    it('has the command line, which finds what the migrations of its DataSource have brought', async () => {
      const { folder } = project();
      const ended = await runProgram(path.join(folder, 'node_modules/.bin/posthorn'), ['status', '--json'], {
        folder,
        environment: { DATABASE_URL: database().url },
      });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toMatchObject({ current: true, pending: [] });
    });
  });
});
