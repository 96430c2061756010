import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { getCaller } from '@posthorn/webhooks';
import type { Request } from 'express';

import { ProjectsService } from './projects.service.js';

/**
 * To the libraries a project is opaque text; here it is a row. A key whose project is deleted, and a `project_id`
 * that the admin puts into a query, get the same 404 on every route from the moment of the deletion (RULES 21).
 * What a body names is looked at by whoever reads it, after the rest of the body.
 */
@Injectable()
export class ProjectReferenceGuard implements CanActivate {
  constructor(private readonly projects: ProjectsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const caller = getCaller(request);
    if (!caller) return true;
    const projectId: unknown = caller.projectId ?? request.query['project_id'];
    if (typeof projectId !== 'string' || projectId === '' || (await this.projects.exists(projectId))) return true;
    throw new NotFoundException({ code: 'project_not_found', message: 'There is no such project.' });
  }
}
