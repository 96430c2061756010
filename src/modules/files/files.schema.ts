import type { DatabaseFeature } from '../../database/index.js';
import { StoredFile } from './file.entity.js';
import { CreateFiles1767225600004 } from './migrations/1767225600004-create-files.js';

export const schema: DatabaseFeature = { entities: [StoredFile], migrations: [CreateFiles1767225600004] };
