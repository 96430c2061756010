import { DomainError } from '../../common/index.js';

export class ApiKeyNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'api_key_not_found';

  constructor() {
    super('There is no such API key.');
  }
}

/** A key was asked for that would outlive the one that asks. */
export class ExpiryNotGrantableError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'expiry_not_grantable';

  constructor(latest: Date) {
    super(`A key cannot be given longer than the caller's own has, until ${latest.toISOString()}.`);
  }
}

/** The key that asks was revoked or has expired since this process recognised it. */
export class GrantingKeyGoneError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'key_revoked';

  constructor() {
    super('The key of this request was revoked or has expired.');
  }
}

/** The project has as many keys as a project may have. */
export class ApiKeyLimitError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'api_key_limit_reached';

  constructor(limit: number) {
    super(`The project has ${limit} API keys, and may have no more. Revoke those that are not needed.`);
  }
}

/** A key was asked for that could do more than the one that asks. */
export class ScopeNotGrantableError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'scope_not_grantable';

  constructor() {
    super('A key cannot be given scopes that the caller does not have. Ask for fewer, or use the admin token.');
  }
}
