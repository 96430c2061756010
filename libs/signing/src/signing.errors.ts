/** Why something could not be signed. */
export type SigningErrorCode = 'empty_secret' | 'invalid_key' | 'invalid_id' | 'invalid_timestamp' | 'no_secret';

/**
 * Thrown when signing is asked for with input that has no signature. Never thrown by the verify functions, which
 * answer with a result. The message never holds the secret.
 */
export class SigningError extends Error {
  override readonly name = 'SigningError';

  constructor(
    readonly code: SigningErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
