import type { DatabaseFeature } from '../../database/index.js';
import { Project } from './project.entity.js';
import { CreateProjects1767225600000 } from './migrations/1767225600000-create-projects.js';

export const schema: DatabaseFeature = { entities: [Project], migrations: [CreateProjects1767225600000] };
