import type { DatabaseFeature } from '../../database/index.js';
import { User } from './user.entity.js';
import { CreateUsers1767225600001 } from './migrations/1767225600001-create-users.js';

export const schema: DatabaseFeature = { entities: [User], migrations: [CreateUsers1767225600001] };
