import { Module } from '@nestjs/common';
import { EventCatalogModule } from '@posthorn/event-bus';

import { ProjectsModule } from '../projects/index.js';
import { UsersController } from './users.controller.js';
import { userEvents } from './users.events.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [ProjectsModule, EventCatalogModule.forFeature(userEvents)],
  controllers: [UsersController],
  providers: [UsersService],
  exports: [UsersService],
})
export class UsersModule {}
