export { startEmbeddedPostgres } from './embedded-postgres.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.js';
export { EmbeddedPostgresError } from './embedded-postgres.errors.js';
export type { EmbeddedPostgresErrorCode } from './embedded-postgres.errors.js';
