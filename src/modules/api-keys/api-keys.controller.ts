import { Controller, Delete, Get, Header, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseMoment, type Caller } from '@posthorn/webhooks';

import { CurrentCaller, mayGrant, Scopes } from '../../auth/index.js';
import { Creates, Deletes, Reads, Filter, Input, ListPages, ListQuery } from '../../http/index.js';
import { ProjectAccess } from '../projects/index.js';
import { ApiKeyListView, ApiKeyView, CreateApiKeyDto, NewApiKeyView } from './api-key.dto.js';
import type { ApiKey } from './api-key.entity.js';
import { ScopeNotGrantableError } from './api-keys.errors.js';
import { ApiKeysService } from './api-keys.service.js';
import { StoredKeyAuthenticator } from './stored-key-authenticator.js';

@ApiTags('api keys')
@Controller('v1/projects/:projectId/api-keys')
export class ApiKeysController {
  constructor(
    private readonly apiKeys: ApiKeysService,
    private readonly authenticator: StoredKeyAuthenticator,
    private readonly access: ProjectAccess,
    private readonly pages: ListPages,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @Scopes('api-keys:write')
  @Creates(NewApiKeyView)
  async create(
    @Param('projectId') projectId: string,
    @Input(CreateApiKeyDto) body: CreateApiKeyDto,
    @CurrentCaller() caller: Caller,
  ): Promise<NewApiKeyView> {
    const scopes = body.scopes ?? null;
    if (!mayGrant(caller, scopes)) throw new ScopeNotGrantableError();
    const { apiKey, key } = await this.apiKeys.create({
      projectId: this.access.path(caller, projectId),
      name: body.name,
      scopes,
      expiresAt: parseMoment(body.expires_at) ?? null,
      actor: caller.actor,
      grantedBy: caller.kind === 'project' ? caller.actor : null,
    });
    return { ...view(apiKey), key };
  }

  @Get()
  @Scopes('api-keys:read')
  @Reads(ApiKeyListView)
  async list(
    @Param('projectId') projectId: string,
    @Filter(ListQuery) query: ListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ApiKeyListView> {
    const list = ['api-keys', projectId] as const;
    const page = await this.apiKeys.list(this.access.path(caller, projectId), this.pages.request(query, list));
    return { api_keys: page.items.map(view), next_cursor: this.pages.next(page, list) };
  }

  @Delete(':id')
  @Scopes('api-keys:write')
  @Deletes()
  async revoke(
    @Param('projectId') projectId: string,
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.apiKeys.revoke(this.access.path(caller, projectId), id, caller.actor);
    this.authenticator.forget(id);
  }
}

function view(apiKey: ApiKey): ApiKeyView {
  return {
    id: apiKey.id,
    project_id: apiKey.projectId,
    name: apiKey.name,
    hint: apiKey.hint,
    scopes: apiKey.scopes,
    expires_at: apiKey.expiresAt?.toISOString() ?? null,
    last_used_at: apiKey.lastUsedAt?.toISOString() ?? null,
    created_at: apiKey.createdAt.toISOString(),
  };
}
