/** Stable reasons of a PosthornError. */
export type PosthornErrorCode =
  /** An option is missing or impossible. */
  | 'invalid_options'
  /** The database lacks migrations of this version. */
  | 'schema_behind';

/** The module cannot start. Thrown while the application is put together; says what to do. */
export class PosthornError extends Error {
  override readonly name = 'PosthornError';

  constructor(
    readonly code: PosthornErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
