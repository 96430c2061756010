import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Scope } from '@posthorn/webhooks';
import { DataSource, type EntityManager } from 'typeorm';

import { AuditTrail } from '../../audit/index.js';
import { Ids, isId, takePage, type Page, type PageRequest } from '../../common/index.js';
import { ProjectsService } from '../projects/index.js';
import { ApiKey } from './api-key.entity.js';
import {
  ApiKeyLimitError,
  ApiKeyNotFoundError,
  ExpiryNotGrantableError,
  GrantingKeyGoneError,
} from './api-keys.errors.js';
import { digestOf, generateKey, hintOf } from './key-material.js';

/** Keys that a project may have, those that have expired included. The limit is there for loops that never end. */
export const API_KEYS_PER_PROJECT = 1000;

export interface NewApiKey {
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly Scope[] | null;
  readonly expiresAt: Date | null;
  /** For the audit log. */
  readonly actor: string;
  /** Id of the key that asks; null when it is the admin. */
  readonly grantedBy: string | null;
}

/** Makes, lists and revokes the keys of a project. */
@Injectable()
export class ApiKeysService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ids: Ids,
    private readonly projects: ProjectsService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * A key that a key asks for ends with that key or before.
   * @returns the key itself beside its row, this once
   * @throws ProjectNotFoundError, ApiKeyLimitError, ExpiryNotGrantableError, GrantingKeyGoneError
   */
  create(input: NewApiKey): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
    return this.dataSource.transaction(async (manager) => {
      await this.projects.hold(manager, input.projectId);
      const { projectId } = input;
      // Two that are made at the same moment may both be the last one.
      if ((await manager.countBy(ApiKey, { projectId })) >= API_KEYS_PER_PROJECT) {
        throw new ApiKeyLimitError(API_KEYS_PER_PROJECT);
      }
      const expiresAt = await this.latestExpiry(manager, input);
      const key = generateKey();
      const apiKey = await manager.save(
        manager.create(ApiKey, {
          id: this.ids.next('key'),
          projectId,
          name: input.name,
          digest: digestOf(key),
          hint: hintOf(key),
          scopes: input.scopes === null ? null : [...new Set(input.scopes)],
          expiresAt,
        }),
      );
      await this.note(manager, apiKey, input.actor, 'api_key.created');
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
  async revoke(projectId: string, id: string, actor: string): Promise<void> {
    await this.projects.get(projectId);
    if (!isId(id, 'key')) throw new ApiKeyNotFoundError();
    await this.dataSource.transaction(async (manager) => {
      const { affected } = await manager.getRepository(ApiKey).delete({ id, projectId });
      if (affected !== 1) throw new ApiKeyNotFoundError();
      await this.note(manager, { id, projectId }, actor, 'api_key.revoked');
    });
  }

  /**
   * When the new key may end at the latest. The granting key is read and held here, for what a guard remembers may be
   * seconds old: a key that was revoked in between must not leave a new one behind.
   */
  private async latestExpiry(manager: EntityManager, input: NewApiKey): Promise<Date | null> {
    if (input.grantedBy === null) return input.expiresAt;
    const granting = await manager
      .getRepository(ApiKey)
      .findOne({ where: { id: input.grantedBy, projectId: input.projectId }, lock: { mode: 'for_key_share' } });
    const limit = granting?.expiresAt ?? null;
    if (!granting || (limit !== null && limit.getTime() <= Date.now())) throw new GrantingKeyGoneError();
    if (limit === null) return input.expiresAt;
    if (input.expiresAt !== null && input.expiresAt > limit) throw new ExpiryNotGrantableError(limit);
    return input.expiresAt ?? limit;
  }

  private note(
    manager: EntityManager,
    { id, projectId }: Pick<ApiKey, 'id' | 'projectId'>,
    actor: string,
    action: string,
  ): Promise<void> {
    return this.audit.note(manager, { projectId, actor, action, target: id });
  }
}
