/** `<resource>:read`, `<resource>:write`, `secrets:read`, `events:publish`. */
export type Scope = string;

/** What a signed-in browser has to know of its session. */
export interface CallerSession {
  /** Sent back in `X-CSRF-Token` with everything that changes something. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** Who calls the REST API. The host's guard decides and calls `setCaller`. */
export interface Caller {
  /** `admin` covers the installation; `project` one project. */
  readonly kind: 'admin' | 'project';
  /** The project of a `project` caller; null for `admin`. */
  readonly projectId: string | null;
  /** null: every scope. */
  readonly scopes: readonly Scope[] | null;
  /** Shown in the audit log: `admin`, or the id of the key. Never a secret. */
  readonly actor: string;
  /**
   * Whether the credentials of the request are still good, asked anew. For answers that go on for longer than a
   * revocation may take to be felt; absent: they are not asked about again.
   */
  readonly stillValid?: () => Promise<boolean>;
  /** The browser session that carries the request instead of a token; absent for a request with a token of its own. */
  readonly session?: CallerSession;
}

const callers = new WeakMap<object, Caller>();

/** Called by the host's guard, once per request. */
export function setCaller(request: object, caller: Caller): void {
  callers.set(request, caller);
}

export function getCaller(request: object): Caller | undefined {
  return callers.get(request);
}
