import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { EventBus } from '@posthorn/event-bus';
import { DataSource, In, IsNull, type EntityManager, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';

import { AuditTrail } from '../../audit/index.js';
import { changedFields, Ids, isId, takePage, updateMoment, type Page, type PageRequest } from '../../common/index.js';
import { Project } from './project.entity.js';
import { ProjectNotFoundError } from './projects.errors.js';
import { ProjectCreated, ProjectDeleted, ProjectUpdated, projectData } from './projects.events.js';

export interface NewProject {
  readonly name: string;
  readonly description?: string | null;
  readonly metadata?: Record<string, string> | null;
}

const MUTABLE = ['name', 'description', 'metadata'] as const;

/** Projects, and the lock that keeps a project from being deleted under a change of something in it. */
@Injectable()
export class ProjectsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly audit: AuditTrail,
  ) {}

  /** @param actor for the audit log: `admin`, or the id of a key */
  create(input: NewProject, actor: string): Promise<Project> {
    return this.dataSource.transaction(async (manager) => {
      const project = await manager.save(
        manager.create(Project, {
          id: this.ids.next('proj'),
          name: input.name,
          description: input.description ?? null,
          metadata: input.metadata ?? {},
        }),
      );
      await this.bus.publish(ProjectCreated, projectData(project), { tx: manager, projectId: project.id });
      await this.note(manager, project, actor, 'project.created');
      return project;
    });
  }

  /** @param only the one project that a project's key may see; null for all */
  list(page: PageRequest, only: string | null): Promise<Page<Project>> {
    const query = this.dataSource.getRepository(Project).createQueryBuilder('project').where({ deletedAt: IsNull() });
    if (only !== null) query.andWhere('project.id = :only', { only });
    return takePage(query, page);
  }

  /** @throws ProjectNotFoundError */
  async get(id: string): Promise<Project> {
    const project = isId(id, 'proj')
      ? await this.dataSource.getRepository(Project).findOneBy({ id, deletedAt: IsNull() })
      : null;
    if (!project) throw new ProjectNotFoundError();
    return project;
  }

  async exists(id: string): Promise<boolean> {
    return isId(id, 'proj') && (await this.dataSource.getRepository(Project).existsBy({ id, deletedAt: IsNull() }));
  }

  /** Those of these that exist. */
  async existing(ids: readonly string[]): Promise<string[]> {
    const found = await this.dataSource
      .getRepository(Project)
      .find({ select: { id: true }, where: { id: In([...ids]), deletedAt: IsNull() } });
    return found.map(({ id }) => id);
  }

  /** Merges the change; publishes nothing when nothing is different. @throws ProjectNotFoundError */
  update(id: string, change: Partial<NewProject>, actor: string): Promise<Project> {
    return this.dataSource.transaction(async (manager) => {
      const project = await this.lock(manager, id, 'for_no_key_update');
      const next = { ...change, ...(change.metadata === null ? { metadata: {} } : {}) };
      const previous = changedFields(project, next, MUTABLE);
      if (!previous) return project;
      const { name, description, metadata } = project;
      const update = manager.createQueryBuilder().update(Project);
      await update.set({ name, description, metadata, updatedAt: updateMoment }).whereEntity(project).execute();
      await this.bus.publish(
        ProjectUpdated,
        { ...projectData(project), previous },
        { tx: manager, projectId: project.id },
      );
      await this.note(manager, project, actor, 'project.updated', { fields: Object.keys(previous) });
      return project;
    });
  }

  /**
   * Unknown at once; its last event is still delivered, then housekeeping takes away what is left.
   * The lock waits for changes in the project that are under way, so that `project.deleted` is its last event.
   * @throws ProjectNotFoundError
   */
  async remove(id: string, actor: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const project = await this.lock(manager, id, 'pessimistic_write');
      await manager.update(Project, { id }, { deletedAt: () => 'now()' });
      await this.bus.publish(ProjectDeleted, projectData(project), { tx: manager, projectId: project.id });
      await this.note(manager, project, actor, 'project.deleted');
    });
  }

  /** Narrows a query of things that belong to projects (a `projectId` property) to those whose project exists. */
  visible<T extends ObjectLiteral>(query: SelectQueryBuilder<T>): SelectQueryBuilder<T> {
    return query.andWhere(`EXISTS (${projectOf(query)} AND p.deleted_at IS NULL)`);
  }

  /** The other side of `visible`: things whose project was deleted. */
  invisible<T extends ObjectLiteral>(query: SelectQueryBuilder<T>): SelectQueryBuilder<T> {
    return query.andWhere(`EXISTS (${projectOf(query)} AND p.deleted_at IS NOT NULL)`);
  }

  /**
   * Makes sure that the project exists until the transaction ends. For modules that change something in a project.
   * @param field the request's field that named the project, for the error
   * @throws ProjectNotFoundError
   */
  async hold(manager: EntityManager, id: string, field?: string): Promise<void> {
    if (!(await this.tryHold(manager, id))) throw new ProjectNotFoundError(field);
  }

  /** As `hold`, but tells instead of throwing. */
  async tryHold(manager: EntityManager, id: string): Promise<boolean> {
    return (await this.find(manager, id, 'for_key_share')) !== null;
  }

  private note(
    manager: EntityManager,
    { id }: Project,
    actor: string,
    action: string,
    details: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    return this.audit.note(manager, { projectId: id, actor, action, target: id, details });
  }

  private async lock(
    manager: EntityManager,
    id: string,
    mode: 'pessimistic_write' | 'for_no_key_update',
  ): Promise<Project> {
    const project = await this.find(manager, id, mode);
    if (!project) throw new ProjectNotFoundError();
    return project;
  }

  private async find(
    manager: EntityManager,
    id: string,
    mode: 'pessimistic_write' | 'for_no_key_update' | 'for_key_share',
  ): Promise<Project | null> {
    if (!isId(id, 'proj')) return null;
    return manager.getRepository(Project).findOne({ where: { id, deletedAt: IsNull() }, lock: { mode } });
  }
}

function projectOf(query: SelectQueryBuilder<ObjectLiteral>): string {
  const table = query.dataSource.getMetadata(Project).tablePath;
  return `SELECT 1 FROM ${table} p WHERE p.id = ${query.alias}.projectId`;
}
