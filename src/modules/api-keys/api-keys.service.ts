import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Scope } from '@posthorn/webhooks';
import { DataSource } from 'typeorm';

import { Ids, isId, takePage, type Page, type PageRequest } from '../../common/index.js';
import { ProjectsService } from '../projects/index.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyNotFoundError } from './api-keys.errors.js';
import { digestOf, generateKey, hintOf } from './key-material.js';

export interface NewApiKey {
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly Scope[] | null;
  readonly expiresAt: Date | null;
}

/** Makes, lists and revokes the keys of a project. */
@Injectable()
export class ApiKeysService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ids: Ids,
    private readonly projects: ProjectsService,
  ) {}

  /** @returns the key itself beside its row, this once. @throws ProjectNotFoundError */
  create(input: NewApiKey): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
    return this.dataSource.transaction(async (manager) => {
      await this.projects.hold(manager, input.projectId);
      const key = generateKey();
      const apiKey = await manager.save(
        manager.create(ApiKey, {
          id: this.ids.next('key'),
          projectId: input.projectId,
          name: input.name,
          digest: digestOf(key),
          hint: hintOf(key),
          scopes: input.scopes === null ? null : [...new Set(input.scopes)],
          expiresAt: input.expiresAt,
        }),
      );
      return { apiKey, key };
    });
  }

  /** @throws ProjectNotFoundError */
  async list(projectId: string, page: PageRequest): Promise<Page<ApiKey>> {
    await this.projects.get(projectId);
    return takePage(
      this.dataSource
        .getRepository(ApiKey)
        .createQueryBuilder('key')
        .where('key.projectId = :projectId', { projectId }),
      page,
    );
  }

  /** Other processes notice within the time that they remember keys for. @throws ApiKeyNotFoundError */
  async revoke(projectId: string, id: string): Promise<void> {
    await this.projects.get(projectId);
    const { affected } = isId(id, 'key')
      ? await this.dataSource.getRepository(ApiKey).delete({ id, projectId })
      : { affected: 0 };
    if (affected !== 1) throw new ApiKeyNotFoundError();
  }
}
