import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { EventBus } from '@posthorn/event-bus';
import { DataSource, type EntityManager } from 'typeorm';

import { changedFields, Ids, isId, takePage, updateMoment, type Page, type PageRequest } from '../../common/index.js';
import { ProjectsService } from '../projects/index.js';
import { User, type UserStatus } from './user.entity.js';
import { UserNotFoundError } from './users.errors.js';
import { UserCreated, UserDeleted, UserUpdated, userData } from './users.events.js';

export interface NewUser {
  readonly projectId: string;
  readonly name: string;
  readonly email: string;
  readonly status: UserStatus;
}

export type UserChange = Partial<Pick<NewUser, 'name' | 'email' | 'status'>>;

export interface UserFilter {
  readonly projectId: string | null;
  readonly status?: UserStatus;
  readonly email?: string;
}

const MUTABLE = ['name', 'email', 'status'] as const;

/**
 * Users of a project. Every change and its event are one transaction.
 * `within` is the project that the caller is confined to, null for none; users of others are as unknown.
 */
@Injectable()
export class UsersService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly projects: ProjectsService,
  ) {}

  /** @throws ProjectNotFoundError */
  create(input: NewUser): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      await this.projects.hold(manager, input.projectId, 'project_id');
      const user = await manager.save(
        manager.create(User, {
          id: this.ids.next('user'),
          projectId: input.projectId,
          name: input.name,
          email: input.email,
          status: input.status,
        }),
      );
      await this.bus.publish(UserCreated, userData(user), { tx: manager, projectId: user.projectId });
      return user;
    });
  }

  list(page: PageRequest, filter: UserFilter): Promise<Page<User>> {
    const query = this.projects.visible(this.dataSource.getRepository(User).createQueryBuilder('user'));
    if (filter.projectId !== null) query.andWhere('user.projectId = :projectId', { projectId: filter.projectId });
    if (filter.status !== undefined) query.andWhere('user.status = :status', { status: filter.status });
    if (filter.email !== undefined) query.andWhere('user.email = :email', { email: filter.email });
    return takePage(query, page);
  }

  /** @throws UserNotFoundError */
  get(id: string, within: string | null): Promise<User> {
    return this.find(this.dataSource.manager, id, within);
  }

  /** Merges the change; publishes nothing when nothing is different. @throws UserNotFoundError */
  update(id: string, change: UserChange, within: string | null): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const user = await this.lock(manager, id, within);
      const previous = changedFields(user, change, MUTABLE);
      if (!previous) return user;
      const { name, email, status } = user;
      const update = manager.createQueryBuilder().update(User).set({ name, email, status, updatedAt: updateMoment });
      await update.whereEntity(user).execute();
      await this.bus.publish(UserUpdated, { ...userData(user), previous }, { tx: manager, projectId: user.projectId });
      return user;
    });
  }

  /** @throws UserNotFoundError */
  async remove(id: string, within: string | null): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const user = await this.lock(manager, id, within);
      await manager.delete(User, { id });
      await this.bus.publish(UserDeleted, userData(user), { tx: manager, projectId: user.projectId });
    });
  }

  /** The project first, then the user: the same order everywhere, so that changes never wait for each other in a ring. */
  private async lock(manager: EntityManager, id: string, within: string | null): Promise<User> {
    const { projectId } = await this.find(manager, id, within);
    const held = await this.projects.tryHold(manager, projectId);
    const user = held
      ? await manager.getRepository(User).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!user) throw new UserNotFoundError();
    return user;
  }

  private async find(manager: EntityManager, id: string, within: string | null): Promise<User> {
    const query = this.projects.visible(manager.getRepository(User).createQueryBuilder('user'));
    const user = isId(id, 'user') ? await query.andWhere('user.id = :id', { id }).getOne() : null;
    if (!user || (within !== null && user.projectId !== within)) throw new UserNotFoundError();
    return user;
  }
}
