import { describe } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 12 host with Kysely', () => {
  hostCases({ app: 'kysely', packages: [...BASE_PACKAGES, 'kysely'] });
});
