import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@posthorn/webhooks';

import { AdminOnly, CurrentCaller, Scopes } from '../../auth/index.js';
import { Creates, Deletes, Reads, Filter, Input, ListPages, ListQuery } from '../../http/index.js';
import { ProjectAccess } from './project-access.js';
import { CreateProjectDto, ProjectListView, ProjectView, UpdateProjectDto } from './project.dto.js';
import { projectData } from './projects.events.js';
import { ProjectsService } from './projects.service.js';

@ApiTags('projects')
@Controller('v1/projects')
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly access: ProjectAccess,
    private readonly pages: ListPages,
  ) {}

  @Post()
  @AdminOnly()
  @Creates(ProjectView)
  async create(@Input(CreateProjectDto) body: CreateProjectDto, @CurrentCaller() caller: Caller): Promise<ProjectView> {
    return projectData(await this.projects.create(body, caller.actor));
  }

  @Get()
  @Scopes('projects:read')
  @Reads(ProjectListView)
  async list(@Filter(ListQuery) query: ListQuery, @CurrentCaller() caller: Caller): Promise<ProjectListView> {
    const list = ['projects', caller.projectId] as const;
    const page = await this.projects.list(this.pages.request(query, list), caller.projectId);
    return { projects: page.items.map(projectData), next_cursor: this.pages.next(page, list) };
  }

  @Get(':id')
  @Scopes('projects:read')
  @Reads(ProjectView)
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<ProjectView> {
    return projectData(await this.projects.get(this.access.path(caller, id)));
  }

  @Patch(':id')
  @Scopes('projects:write')
  @Reads(ProjectView)
  async update(
    @Param('id') id: string,
    @Input(UpdateProjectDto) body: UpdateProjectDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ProjectView> {
    return projectData(await this.projects.update(this.access.path(caller, id), body, caller.actor));
  }

  @Delete(':id')
  @Scopes('projects:write')
  @Deletes()
  async remove(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.projects.remove(this.access.path(caller, id), caller.actor);
  }
}
