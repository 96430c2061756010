/** The console cannot be served as it was asked for. Thrown while the application is put together; says what to do. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';

  constructor(
    readonly code: 'invalid_options',
    message: string,
  ) {
    super(message);
  }
}
