import { validateHeaderName, validateHeaderValue } from 'node:http';
import { UnsendableError } from '../dispatcher/unsendable.error.js';
import { sealedIdentity, type SecretBox } from '../secrets/secret-box.js';
import type { Credentials, OpenedSecret } from './webhook-config.js';

/** The sealed parts of a webhook's row. */
export interface SealedParts {
  readonly id: string;
  /** '' for the installation. */
  readonly projectId: string;
  readonly secrets: readonly SealedSecret[];
  readonly headers: Uint8Array | null;
  readonly basicAuthUsername: string | null;
  readonly basicAuthPassword: Uint8Array | null;
  /** Lower-case names that the dialect sets itself. */
  readonly reservedHeaders: readonly string[];
}

export interface SealedSecret {
  readonly id: string;
  readonly kind: 'hmac' | 'ed25519';
  readonly sealed: Uint8Array;
  readonly expiresAt: number | null;
}

// What the sender and the core set themselves; a webhook's own headers never replace them.
const OURS = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'content-type', 'user-agent']);

/**
 * Opens what a webhook sends with.
 * @throws UnsendableError `secret_unreadable`, `invalid_header`
 */
export function openCredentials(parts: SealedParts, box: SecretBox, userAgent: string): Credentials {
  const secrets = parts.secrets.map((secret): OpenedSecret => ({
    kind: secret.kind,
    value: open(box, secret.sealed, sealedIdentity.secret(parts.projectId, parts.id, secret.id)),
    expiresAt: secret.expiresAt,
  }));
  const headers: Record<string, string> = { 'Content-Type': 'application/json', 'User-Agent': userAgent };
  for (const [name, value] of Object.entries(ownHeaders(parts, box))) {
    const lower = name.toLowerCase();
    if (!OURS.has(lower) && !lower.startsWith('x-posthorn-') && !parts.reservedHeaders.includes(lower))
      headers[name] = value;
  }
  if (parts.basicAuthUsername !== null) {
    const password =
      parts.basicAuthPassword === null
        ? ''
        : open(box, parts.basicAuthPassword, sealedIdentity.basicAuth(parts.projectId, parts.id));
    headers['Authorization'] = `Basic ${Buffer.from(`${parts.basicAuthUsername}:${password}`).toString('base64')}`;
  }
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  return { secrets, fixedHeaders: headers };
}

function ownHeaders(parts: SealedParts, box: SecretBox): Record<string, string> {
  if (parts.headers === null) return {};
  const text = open(box, parts.headers, sealedIdentity.headers(parts.projectId, parts.id));
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch (cause) {
    throw new UnsendableError('invalid_header', 'The stored headers of the webhook cannot be read; set them again.', {
      cause,
    });
  }
}

function open(box: SecretBox, sealed: Uint8Array, identity: string): string {
  try {
    return box.open(sealed, identity);
  } catch (cause) {
    throw new UnsendableError(
      'secret_unreadable',
      'A sealed value of the webhook does not open. Put its encryption key back, or set the secret again.',
      { cause },
    );
  }
}

/** @throws UnsendableError `invalid_header`, naming the header and not its value */
export function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (cause) {
    throw new UnsendableError(
      'invalid_header',
      `The header ${JSON.stringify(name)} cannot be sent; change the webhook's headers.`,
      {
        cause,
      },
    );
  }
}
