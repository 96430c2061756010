import { Inject, Injectable } from '@nestjs/common';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { OPTIONS } from '../webhooks.tokens.js';
import { INSTALLATION } from './project-scope.js';

/** The host's projects, as far as the host tells: to this library a project id is opaque text (RULES 7). */
@Injectable()
export class Projects {
  constructor(@Inject(OPTIONS) private readonly options: WebhooksOptions) {}

  /** False when the host does not tell, and every project exists. */
  get areKnown(): boolean {
    return this.options.projects !== undefined;
  }

  /** @throws ResourceNotFoundError when the host says that there is no such project */
  async require(projectId: string): Promise<void> {
    if (!(await this.exists(projectId))) throw new ResourceNotFoundError('project');
  }

  async exists(projectId: string): Promise<boolean> {
    const directory = this.options.projects;
    return projectId === INSTALLATION || !directory || directory.exists(projectId);
  }

  /** Leaves out what belongs to projects that are no more. */
  async known<T>(items: readonly T[], projectOf: (item: T) => string): Promise<T[]> {
    const directory = this.options.projects;
    if (!directory) return [...items];
    const ids = [...new Set(items.map(projectOf))].filter((id) => id !== INSTALLATION);
    const existing = new Set(ids.length === 0 ? [] : await existingOf(directory, ids));
    return items.filter((item) => projectOf(item) === INSTALLATION || existing.has(projectOf(item)));
  }
}

type Directory = NonNullable<WebhooksOptions['projects']>;

async function existingOf(directory: Directory, ids: readonly string[]): Promise<readonly string[]> {
  if (directory.existing) return directory.existing(ids);
  const exist = await Promise.all(ids.map((id) => directory.exists(id)));
  return ids.filter((_id, index) => exist[index]);
}
