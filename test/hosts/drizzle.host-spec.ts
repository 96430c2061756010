import { describe } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 12 host with Drizzle', () => {
  hostCases({
    app: 'drizzle',
    packages: [...BASE_PACKAGES, 'drizzle-orm'],
    // Drizzle's own declarations name the drivers of every database it knows.
    compilerOptions: { skipLibCheck: true },
  });
});
