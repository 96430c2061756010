import { describe } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('a Nest 11 host with TypeORM 0.3', () => {
  hostCases({
    app: 'typeorm',
    packages: [
      ...BASE_PACKAGES.map((name) => (name.startsWith('@nestjs/') ? `${name}@^11.0.0` : name)),
      ...['@nestjs/typeorm@^11.0.0', 'typeorm@^0.3.20', '@nestjs/swagger@^11.0.0'],
    ],
  });
});
