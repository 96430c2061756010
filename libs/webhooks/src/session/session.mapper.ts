import type { Caller } from '../access/caller.js';
import { isoSeconds } from '../http/moment.js';

/** A caller as they may see themselves; `csrf_token` and `expires_at` are null unless a session carries the request. */
export interface SessionJson {
  readonly kind: 'admin' | 'key';
  readonly project_id: string | null;
  /** null: every scope. */
  readonly scopes: readonly string[] | null;
  readonly csrf_token: string | null;
  readonly expires_at: string | null;
}

export function toSessionJson({ kind, projectId, scopes, session }: Caller): SessionJson {
  return {
    kind: kind === 'admin' ? 'admin' : 'key',
    project_id: projectId,
    scopes,
    csrf_token: session?.csrfToken ?? null,
    expires_at: session ? isoSeconds(session.expiresAt) : null,
  };
}
