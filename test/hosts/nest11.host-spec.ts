import { describe } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 11 host, a CommonJS program', () => {
  hostCases({
    app: 'nest11',
    type: 'commonjs',
    packages: BASE_PACKAGES.map((name) => (name.startsWith('@nestjs/') ? `${name}@^11.0.0` : name)),
  });
});
