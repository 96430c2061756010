import { errors } from 'undici';
import { DialError } from '../dial/dial-error.js';
import { connectionFailure, errorCode } from '../dial/system-errors.js';
import type { SendErrorCode } from '../sender.js';

/** A failure before the fields that only the exchange knows. */
export interface Failure {
  readonly code: SendErrorCode;
  readonly message: string;
  readonly senderFault?: boolean;
}

/** What an error of undici, Node or the dialler means in the words of the delivery log. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DialError) return worded(error);
  const code = errorCode(error) ?? '';
  // The receiver closed without an answer, or answered what HTTP has no place for; undici has one code for both.
  if (code === 'UND_ERR_SOCKET') return { code: 'connection_reset', message: 'Connection reset' };
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return { code: 'protocol_error', message: 'Response headers too large' };
  // By class, because undici 7 leaves the code of its parser errors undefined.
  if (error instanceof errors.HTTPParserError || code.startsWith('UND_ERR_RES_')) {
    return { code: 'protocol_error', message: 'Response is not valid HTTP' };
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return { code: 'protocol_error', message: 'TLS failed' };
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED' || code.startsWith('UND_ERR_REQ_')) {
    return { code: 'invalid_request', message: 'The request cannot be built' };
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED' || code === 'UND_ERR_ABORTED') {
    return { code: 'aborted', message: 'Aborted' };
  }
  return worded(connectionFailure(error));
}

function worded({ code, message, senderFault }: DialError): Failure {
  return senderFault ? { code, message, senderFault } : { code, message };
}
