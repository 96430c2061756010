import type { DatabaseFeature } from '../../database/index.js';
import { ApiKey } from './api-key.entity.js';
import { CreateApiKeys1767225600002 } from './migrations/1767225600002-create-api-keys.js';

export const schema: DatabaseFeature = { entities: [ApiKey], migrations: [CreateApiKeys1767225600002] };
