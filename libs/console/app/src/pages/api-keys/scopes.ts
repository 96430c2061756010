import type { components } from '../../api/schema.js';

export type Scope = NonNullable<components['schemas']['CreateApiKeyDto']['scopes']>[number];

/** Every scope that a key can have, by what it concerns. */
export const SCOPES: readonly { readonly title: string; readonly scopes: readonly Scope[] }[] = [
  { title: 'Webhooks', scopes: ['webhooks:read', 'webhooks:write', 'secrets:read'] },
  { title: 'Deliveries', scopes: ['deliveries:read', 'deliveries:write'] },
  { title: 'Events', scopes: ['events:read', 'events:publish', 'events:write', 'event-types:read'] },
  { title: 'Project', scopes: ['projects:read', 'projects:write', 'api-keys:read', 'api-keys:write', 'audit:read'] },
  { title: 'Users', scopes: ['users:read', 'users:write'] },
  { title: 'Files', scopes: ['files:read', 'files:write'] },
  { title: 'Payments', scopes: ['payments:read', 'payments:write'] },
];

const ALL = new Set<string>(SCOPES.flatMap(({ scopes }) => scopes));

export function isScope(text: string): text is Scope {
  return ALL.has(text);
}
