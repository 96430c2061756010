/** What is wrong with the options of a guard or sender. */
export type EgressConfigErrorCode = 'invalid_cidr' | 'invalid_address' | 'invalid_port' | 'invalid_option';

/** Thrown when a guard or sender is made with options that make no sense. Sending itself never throws. */
export class EgressConfigError extends Error {
  override readonly name = 'EgressConfigError';

  constructor(
    readonly code: EgressConfigErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
