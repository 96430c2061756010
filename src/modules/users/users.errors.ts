import { DomainError } from '../../common/index.js';

export class UserNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'user_not_found';

  constructor() {
    super('There is no such user.');
  }
}
