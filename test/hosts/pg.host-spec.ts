import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 12 host on Express with a pg pool', () => {
  hostCases({ app: 'pg', packages: BASE_PACKAGES }, ({ project }) => {
    it('has no ORM, no scheduler and no Swagger installed', () => {
      const unwanted = ['typeorm', '@nestjs/typeorm', '@nestjs/schedule', '@nestjs/swagger', 'kysely', 'drizzle-orm'];
      const present = unwanted.filter((name) => existsSync(path.join(project().folder, 'node_modules', name)));
      expect(present).toEqual([]);
    });
  });
});
