/** What every Nest host on Express with a pg client installs. */
export const BASE_PACKAGES = [
  ...['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'reflect-metadata', 'rxjs'],
  ...['class-validator', 'class-transformer', 'pg', '@types/pg', '@types/node'],
];
