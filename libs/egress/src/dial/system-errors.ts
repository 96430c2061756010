import { DialError } from './dial-error.js';

/** The `code` of an error thrown by Node or undici. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What a failed TCP connection means in the words of the delivery log. */
export function connectionFailure(error: unknown): DialError {
  if (error instanceof DialError) return error;
  const options = { cause: error };
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return new DialError('connection_refused', 'Connection refused', false, options);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return new DialError('connection_reset', 'Connection reset', false, options);
    case 'ETIMEDOUT':
      return new DialError('timeout', 'Connection timeout', false, options);
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'ENOMEM':
    case 'EADDRNOTAVAIL':
      return new DialError('network_error', 'No socket left on the sending side', true, options);
    default:
      return new DialError('network_error', 'Network unreachable', false, options);
  }
}
