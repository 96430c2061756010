/** Stable reasons of a ReceiverError. */
export type ReceiverErrorCode =
  /** An option is missing or impossible. */
  | 'invalid_options'
  /** The bytes of the request are gone: something before the receiver has parsed or read them. */
  | 'raw_body_missing'
  /** The body is longer than the receiver accepts. */
  | 'body_too_large'
  /** The request ended before its body had come in. */
  | 'request_aborted'
  /** A handler belongs to a request-scoped class, of which there is no instance to call. */
  | 'scoped_handler'
  /** A parameter asks for the webhook of a route that no guard has verified. */
  | 'not_verified'
  /** The inbox has no table in the database. */
  | 'inbox_missing';

/** The receiver is put together wrongly, or a request cannot be read. What a request holds is never an error, but an answer. */
export class ReceiverError extends Error {
  override readonly name = 'ReceiverError';

  constructor(
    readonly code: ReceiverErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
