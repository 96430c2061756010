import { DialError } from './dial-error.js';
import { connectionFailure, errorCode } from './system-errors.js';

/** OpenSSL's and Node's names for a certificate that does not hold, in words. */
const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not valid yet',
  CERT_REVOKED: 'revoked',
  CERT_REJECTED: 'rejected',
  CERT_UNTRUSTED: 'issuer not trusted',
  CERT_SIGNATURE_FAILURE: 'signature does not match',
  CERT_CHAIN_TOO_LONG: 'chain too long',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in the chain',
  UNABLE_TO_GET_ISSUER_CERT: 'issuer unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'issuer unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'issuer unknown',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'signature unreadable',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'issuer key unreadable',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'dates unreadable',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'dates unreadable',
  HOSTNAME_MISMATCH: 'issued for another name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'issued for another name',
  INVALID_CA: 'issuer is no certificate authority',
  INVALID_PURPOSE: 'not issued for servers',
  PATH_LENGTH_EXCEEDED: 'chain too long',
  EE_KEY_TOO_SMALL: 'key too small',
  CA_KEY_TOO_SMALL: 'key too small',
  CA_MD_TOO_WEAK: 'signature algorithm too weak',
};

/** What a failed TLS handshake means in the words of the delivery log. */
export function handshakeFailure(error: unknown): DialError {
  const code = errorCode(error) ?? '';
  const reason = REASONS[code];
  if (reason !== undefined) {
    return new DialError('certificate_invalid', `Certificate not valid: ${reason}`, false, { cause: error });
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') {
    return new DialError('protocol_error', 'TLS handshake failed', false, { cause: error });
  }
  return connectionFailure(error);
}
