/** Which expectation failed. */
export type ExpectationErrorCode =
  /** No delivery, or no published event, is what was expected. */
  | 'not_found'
  /** There is one that must not be, or there are more or fewer than were asked for. */
  | 'unexpected';

/** What a test expects is not so. The message says what there is instead, the nearest first. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';

  constructor(
    readonly code: ExpectationErrorCode,
    message: string,
  ) {
    super(message);
  }
}
