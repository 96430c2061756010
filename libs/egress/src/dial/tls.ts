import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { DialError } from './dial-error.js';
import { handshakeFailure } from './certificate-errors.js';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** How a connection's certificate is judged. */
export interface TlsPolicy {
  /** PEM text of the only authorities trusted for this receiver; the system's when absent. */
  readonly ca?: string | undefined;
  readonly verify: boolean;
}

/**
 * Whether the text is one or more PEM certificates. Node passes over text that holds none, and would then trust nobody.
 */
export function isCertificateAuthority(pem: string): boolean {
  const blocks = pem.match(PEM_CERTIFICATE);
  if (blocks === null) return false;
  try {
    for (const block of blocks) new X509Certificate(block);
    return true;
  } catch {
    return false;
  }
}

/** The TLS context of a policy. Making one reads the authorities, so it is made once per pool and not per connection. */
export function secureContext(policy: TlsPolicy): SecureContext {
  return createSecureContext({ minVersion: 'TLSv1.2', ...(policy.ca === undefined ? {} : { ca: policy.ca }) });
}

/**
 * Speaks TLS over a connected socket. The name from the URL is what is asked for (SNI) and what the certificate must be
 * issued for, whatever address was dialled. `NODE_TLS_REJECT_UNAUTHORIZED` has no say, because `rejectUnauthorized` is
 * always given. Rejects with a DialError.
 */
export function secure(
  socket: Socket,
  hostname: string,
  policy: TlsPolicy,
  context: SecureContext,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const wrapped = connect({
      socket,
      host: hostname,
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      secureContext: context,
      rejectUnauthorized: policy.verify,
      ALPNProtocols: ['http/1.1'],
    });
    const end = (): void => {
      signal.removeEventListener('abort', abort);
      wrapped.removeListener('error', failed);
      wrapped.removeListener('close', closed);
    };
    wrapped.on('error', () => undefined);
    const fail = (error: DialError): void => {
      end();
      wrapped.destroy();
      socket.destroy();
      reject(error);
    };
    const failed = (error: Error): void => fail(handshakeFailure(error));
    const closed = (): void => fail(new DialError('connection_reset', 'Connection reset'));
    const abort = (): void =>
      fail(signal.reason instanceof DialError ? signal.reason : new DialError('aborted', 'Aborted'));
    wrapped.once('error', failed);
    wrapped.once('close', closed);
    wrapped.once('secureConnect', () => {
      end();
      resolve(wrapped);
    });
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
  });
}
