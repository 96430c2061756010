/** Stable reasons of a TestingError. */
export type TestingErrorCode =
  /** An argument is impossible. */
  | 'invalid_options'
  /** The application under test has no Posthorn, or was not compiled yet. */
  | 'posthorn_missing'
  /** Deliveries went on being retried after a thousand rounds. */
  | 'endless_retries';

/** A test is put together wrongly. What it expects and does not find is an ExpectationError. */
export class TestingError extends Error {
  override readonly name = 'TestingError';

  constructor(
    readonly code: TestingErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
