import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { hostCases } from './support/host-cases.js';

const PACKAGES = [
  ...['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'reflect-metadata', 'rxjs'],
  ...['class-validator', 'class-transformer', 'pg', '@types/pg', '@types/node'],
];

describe('a Nest 12 host on Express with a pg pool', () => {
  const { project } = hostCases({ app: 'pg', packages: PACKAGES });

  it('has no ORM, no scheduler and no Swagger installed', () => {
    for (const name of ['typeorm', '@nestjs/typeorm', '@nestjs/schedule', '@nestjs/swagger', 'kysely', 'drizzle-orm']) {
      expect([name, existsSync(path.join(project().folder, 'node_modules', name))]).toEqual([name, false]);
    }
  });
});
