export type UnsendableCode =
  | 'secret_unreadable'
  | 'invalid_header'
  | 'unknown_dialect'
  | 'payload_missing'
  | 'not_renderable'
  | 'invalid_request'
  | 'signing_failed';

/**
 * A request that cannot be built, now or later. The delivery ends `failed`, `unsendable`, with this code; no other
 * delivery and no webhook's health is touched. Never holds a secret.
 */
export class UnsendableError extends Error {
  constructor(
    readonly code: UnsendableCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UnsendableError';
  }

  /** Whatever kept a request from being built or sent. */
  static of(error: unknown): UnsendableError {
    if (error instanceof UnsendableError) return error;
    return new UnsendableError('not_renderable', 'The request could not be built or sent.', { cause: error });
  }
}
