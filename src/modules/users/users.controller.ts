import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@posthorn/webhooks';

import { CurrentCaller, Scopes } from '../../auth/index.js';
import { Creates, Deletes, Reads, Filter, Input, ListPages } from '../../http/index.js';
import { ProjectAccess } from '../projects/index.js';
import { CreateUserDto, UpdateUserDto, UserListView, UserQuery, UserView } from './user.dto.js';
import { userData } from './users.events.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly access: ProjectAccess,
    private readonly pages: ListPages,
  ) {}

  @Post()
  @Scopes('users:write')
  @Creates(UserView)
  async create(@Input(CreateUserDto) body: CreateUserDto, @CurrentCaller() caller: Caller): Promise<UserView> {
    const { project_id, name, email, status } = body;
    const projectId = this.access.target(caller, project_id);
    return userData(await this.users.create({ projectId, name, email, status: status ?? 'active' }));
  }

  @Get()
  @Scopes('users:read')
  @Reads(UserListView)
  async list(@Filter(UserQuery) query: UserQuery, @CurrentCaller() caller: Caller): Promise<UserListView> {
    const projectId = this.access.filter(caller, query.project_id);
    const list = ['users', projectId, query.status, query.email] as const;
    const filter = { projectId, status: query.status, email: query.email };
    const page = await this.users.list(this.pages.request(query, list), filter);
    return { users: page.items.map(userData), next_cursor: this.pages.next(page, list) };
  }

  @Get(':id')
  @Scopes('users:read')
  @Reads(UserView)
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<UserView> {
    return userData(await this.users.get(id, caller.projectId));
  }

  @Patch(':id')
  @Scopes('users:write')
  @Reads(UserView)
  async update(
    @Param('id') id: string,
    @Input(UpdateUserDto) body: UpdateUserDto,
    @CurrentCaller() caller: Caller,
  ): Promise<UserView> {
    return userData(await this.users.update(id, body, caller.projectId));
  }

  @Delete(':id')
  @Scopes('users:write')
  @Deletes()
  async remove(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.users.remove(id, caller.projectId);
  }
}
