import { describe } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a process that only serves beside one that only delivers', () => {
  hostCases({ app: 'roles', packages: BASE_PACKAGES, companions: [{ ROLE: 'dispatcher' }] });
});
