import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { runProgram } from '../support/command-line.js';
import { hostCases } from './support/host-cases.js';

const PACKAGES = [
  ...['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'reflect-metadata', 'rxjs'],
  ...['class-validator', 'class-transformer', '@nestjs/typeorm', 'typeorm', 'pg', '@types/node'],
];

describe('a Nest 12 host on Express with TypeORM', () => {
  const { project, database } = hostCases({ app: 'typeorm', packages: PACKAGES });

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
