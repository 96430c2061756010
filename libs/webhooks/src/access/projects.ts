import { Inject, Injectable } from '@nestjs/common';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { OPTIONS } from '../webhooks.tokens.js';
import { INSTALLATION } from './project-scope.js';

/** The host's projects, as far as the host tells: to this library a project id is opaque text (RULES 7). */
@Injectable()
export class Projects {
  constructor(@Inject(OPTIONS) private readonly options: WebhooksOptions) {}

  /** @throws ResourceNotFoundError when the host says that there is no such project */
  async require(projectId: string): Promise<void> {
    if (projectId === INSTALLATION || !this.options.projects) return;
    if (!(await this.options.projects.exists(projectId))) throw new ResourceNotFoundError('project');
  }
}
