import { defineEvent } from '@posthorn/event-catalog';
import { Type } from 'class-transformer';
import { IsDefined, IsISO8601, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';

import type { Project } from './project.entity.js';

/** A project as its events show it. */
export class ProjectData {
  @IsString()
  id!: string;

  @IsString()
  name!: string;

  @IsOptional()
  @IsString()
  description!: string | null;

  @IsObject()
  metadata!: Record<string, string>;

  @IsISO8601()
  created_at!: string;

  @IsISO8601()
  updated_at!: string;
}

/** What the changed fields were before. */
export class ProjectPrevious {
  @IsOptional()
  @IsString()
  name?: string;

  @IsOptional()
  @IsString()
  description?: string | null;

  @IsOptional()
  @IsObject()
  metadata?: Record<string, string>;
}

export class ProjectUpdatedData extends ProjectData {
  @IsDefined()
  @ValidateNested()
  @Type(() => ProjectPrevious)
  previous!: ProjectPrevious;
}

const example: ProjectData = {
  id: 'proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
  name: 'Northwind',
  description: 'Orders of the northern shops',
  metadata: { plan: 'team' },
  created_at: '2026-01-15T12:00:00.000Z',
  updated_at: '2026-01-15T12:00:00.000Z',
};

const resource = { collection: 'projects', idField: 'id' } as const;

export const ProjectCreated = defineEvent({
  name: 'project.created',
  version: 1,
  description: 'A project was created. Heard by webhooks of the installation only: the project has none yet.',
  payload: ProjectData,
  example,
  resource: { ...resource, operation: 'create', appwrite: 'databases.main.tables.projects.rows.{id}.create' },
});

export const ProjectUpdated = defineEvent({
  name: 'project.updated',
  version: 1,
  description: 'A project was modified: its new state, and what the changed fields were before.',
  payload: ProjectUpdatedData,
  example: { ...example, name: 'Northwind Traders', previous: { name: 'Northwind' } },
  resource: { ...resource, operation: 'update', appwrite: 'databases.main.tables.projects.rows.{id}.update' },
});

export const ProjectDeleted = defineEvent({
  name: 'project.deleted',
  version: 1,
  description: 'A project was deleted: its last state. The last event of the project.',
  payload: ProjectData,
  example,
  resource: { ...resource, operation: 'delete', appwrite: 'databases.main.tables.projects.rows.{id}.delete' },
});

export const projectEvents = [ProjectCreated, ProjectUpdated, ProjectDeleted] as const;

export function projectData(project: Project): ProjectData {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    metadata: project.metadata,
    created_at: project.createdAt.toISOString(),
    updated_at: project.updatedAt.toISOString(),
  };
}
