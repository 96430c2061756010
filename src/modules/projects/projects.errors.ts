import { DomainError } from '../../common/index.js';

export class ProjectNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'project_not_found';

  /** @param field the request's field that named the project, when it was not the path */
  constructor(field?: string) {
    super(
      'There is no such project.',
      field === undefined
        ? []
        : [{ field, code: 'project_not_found', message: 'There is no such project.', expected: 'the id of a project' }],
    );
  }
}
