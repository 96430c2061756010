/**
 * What PostgreSQL said, taken out of the wrapping of a client that hides it: the port's callers go by SQLSTATE.
 * The client's own error is the cause; its message may hold the values of the statement, so it is not repeated.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  constructor(
    /** SQLSTATE */
    readonly code: string,
    message: string,
    options: { readonly cause: unknown },
  ) {
    super(message, options);
  }
}

/** True for five characters as PostgreSQL's codes have them. */
export const isSqlState = (code: unknown): code is string => typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
