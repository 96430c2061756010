export { ApiKeysModule } from './api-keys.module.js';
export { ApiKeyNotFoundError } from './api-keys.errors.js';
