import { describe } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 12 host on Fastify', () => {
  const packages = BASE_PACKAGES.filter((name) => name !== '@nestjs/platform-express');
  hostCases({ app: 'fastify', packages: [...packages, '@nestjs/platform-fastify@^12.0.0'] });
});
