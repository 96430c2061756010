import { Injectable } from '@nestjs/common';
import { InvalidInputError, type Caller } from '@posthorn/webhooks';

import { ProjectNotFoundError } from './projects.errors.js';

/** Which project a request means. To a project's key, every project but its own is as unknown as one that never was. */
@Injectable()
export class ProjectAccess {
  /** The project in a path. @throws ProjectNotFoundError when it is not the key's */
  path(caller: Caller, projectId: string): string {
    if (caller.projectId !== null && caller.projectId !== projectId) throw new ProjectNotFoundError();
    return projectId;
  }

  /**
   * The project in which something is made: a key's own, or the one that the admin names.
   * @throws ProjectNotFoundError, InvalidInputError when the admin names none
   */
  target(caller: Caller, named: string | null | undefined): string {
    const projectId = named ?? caller.projectId;
    if (projectId === null) {
      throw InvalidInputError.of('project_id', 'required', 'project_id is required.', 'the id of a project');
    }
    if (caller.projectId !== null && caller.projectId !== projectId) throw new ProjectNotFoundError('project_id');
    return projectId;
  }

  /**
   * The project to which a list is narrowed; null for all that the admin sees. That it exists was checked before.
   * @throws ProjectNotFoundError
   */
  filter(caller: Caller, named: string | null | undefined): string | null {
    const projectId = named ?? caller.projectId;
    if (caller.projectId !== null && caller.projectId !== projectId) throw new ProjectNotFoundError('project_id');
    return projectId;
  }
}
