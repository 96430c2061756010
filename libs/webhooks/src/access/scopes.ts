import type { Caller } from './caller.js';
import { ANY_SCOPE, type RequiredScope } from './require-scope.decorator.js';

/** Every scope that a project's key can be given for this API. */
export const WEBHOOK_SCOPES = [
  'webhooks:read',
  'webhooks:write',
  'deliveries:read',
  'deliveries:write',
  'events:read',
  'events:write',
  'events:publish',
  'event-types:read',
  'secrets:read',
  'audit:read',
] as const;

/**
 * `write` includes `read` of the same resource: a key that may change a webhook sees it in the answer anyway.
 * `events:write` includes `events:publish`. `secrets:read` is included in nothing.
 */
export function allows(caller: Caller, scope: RequiredScope): boolean {
  if (scope === ANY_SCOPE) return true;
  if (scope === 'admin') return caller.kind === 'admin';
  if (caller.scopes === null || caller.scopes.includes(scope)) return true;
  const [resource, action] = scope.split(':');
  return action !== undefined && action !== 'write' && scope !== 'secrets:read'
    ? caller.scopes.includes(`${resource}:write`)
    : false;
}
