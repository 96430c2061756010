import { Module } from '@nestjs/common';
import { EventCatalogModule } from '@posthorn/event-bus';

import { ProjectAccess } from './project-access.js';
import { ProjectRetirement } from './project-retirement.js';
import { ProjectsController } from './projects.controller.js';
import { projectEvents } from './projects.events.js';
import { ProjectsService } from './projects.service.js';

@Module({
  imports: [EventCatalogModule.forFeature(projectEvents)],
  controllers: [ProjectsController],
  providers: [ProjectsService, ProjectAccess, ProjectRetirement],
  exports: [ProjectsService, ProjectAccess, ProjectRetirement],
})
export class ProjectsModule {}
