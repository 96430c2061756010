import type { SendErrorCode } from '../sender.js';

/** How a connection attempt ended without a connection. No byte of a request has left. */
export class DialError extends Error {
  override readonly name = 'DialError';

  constructor(
    readonly code: SendErrorCode,
    /** In words, as the delivery log shows it. */
    message: string,
    /** True when the fault is our own side's: no name server to ask, no sockets left. */
    readonly senderFault = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The one answer to every destination that the guard refuses, whether it is open, closed or unroutable. */
export function blockedDestination(cause?: unknown): DialError {
  return new DialError('blocked_destination', 'Blocked destination', false, { cause });
}

/** Time ran out before there was a connection. */
export function connectionTimeout(): DialError {
  return new DialError('timeout', 'Connection timeout');
}
