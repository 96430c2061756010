export { Project } from './project.entity.js';
export { ProjectAccess } from './project-access.js';
export { ProjectReferenceGuard } from './project-reference.guard.js';
export { ProjectRetirement, type ProjectResidents } from './project-retirement.js';
export { ProjectNotFoundError } from './projects.errors.js';
export { ProjectCreated, ProjectDeleted, ProjectUpdated } from './projects.events.js';
export { ProjectsModule } from './projects.module.js';
export { ProjectsService } from './projects.service.js';
export { schema as projectsSchema } from './projects.schema.js';
