/** Why a name gave no addresses. */
export type ResolveErrorCode = 'host_not_found' | 'resolver_unavailable';

/** A name that could not be resolved. */
export class ResolveError extends Error {
  override readonly name = 'ResolveError';

  constructor(
    /** `resolver_unavailable` is our own side's fault: no name server could be asked. */
    readonly code: ResolveErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The addresses of a name. */
export interface Resolution {
  /** IPv4 and IPv6 addresses in text form, at least one. */
  readonly addresses: readonly string[];
  /**
   * `dns`: said by whoever owns the name, so one forbidden address condemns all of them. `local`: said by this machine
   * (its hosts file, or `localhost`), so forbidden ones are merely left out.
   */
  readonly source: 'dns' | 'local';
}

/** Turns names into addresses. A port: a host may bring its own. */
export interface Resolver {
  /**
   * Resolves a lower-case name within `timeoutMs`.
   * @throws ResolveError
   */
  resolve(hostname: string, timeoutMs: number): Promise<Resolution>;
  /** Ends what is under way. */
  close?(): void;
}
