/** Why the embedded PostgreSQL could not be brought up or down. */
export type EmbeddedPostgresErrorCode =
  | 'no_binary'
  | 'binary_does_not_run'
  | 'no_account'
  | 'unreachable_folder'
  | 'disk_full'
  | 'other_version'
  | 'foreign_server'
  | 'password_lost'
  | 'lock_timeout'
  | 'initdb_failed'
  | 'start_failed'
  | 'stop_failed';

/** A failure of the embedded server. The message says what to do; `code` is stable. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
