import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Scope } from './caller.js';

export const REQUIRED_SCOPE = 'posthorn:scope';

/** Every caller who was recognised, whatever scopes they have. */
export const ANY_SCOPE = 'any';

/** A scope, `any`, or `admin`: the installation's own token only, whatever scopes a project's key has. */
export type RequiredScope = Scope;

/** What a caller needs for this route. A route without it is refused to everybody. */
export function RequireScope(scope: RequiredScope): CustomDecorator {
  return SetMetadata(REQUIRED_SCOPE, scope);
}
