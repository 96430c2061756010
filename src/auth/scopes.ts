import { allows, WEBHOOK_SCOPES, type Caller, type Scope } from '@posthorn/webhooks';

const OWN_RESOURCES = ['projects', 'api-keys', 'users', 'files', 'payments'] as const;

/** Every scope that a project's key may have: those of this application's routes and of the libraries'. */
export const KNOWN_SCOPES: readonly Scope[] = [
  ...OWN_RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`]),
  ...WEBHOOK_SCOPES,
];

/** Nobody hands on more than they have. */
export function mayGrant(caller: Caller, scopes: readonly Scope[] | null): boolean {
  if (caller.scopes === null) return true;
  return scopes?.every((scope) => allows(caller, scope)) ?? false;
}
