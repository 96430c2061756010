import { SigningError } from '@posthorn/signing';
import type { HeaderInput, SigningSecret } from '@posthorn/webhooks';

/** The HMAC secret of a header that holds one signature: during a rotation the one that receivers have had longest. */
export function singleSecret({ secrets }: HeaderInput): string | null {
  return secrets.filter(({ kind }) => kind === 'hmac').at(-1)?.value ?? null;
}

/**
 * The same for a dialect that always signs: sending unsigned what a receiver expects signed would teach it to accept
 * anything.
 * @throws SigningError `no_secret`
 */
export function requiredSecret(input: HeaderInput): string {
  const secret = singleSecret(input);
  if (secret === null) throw noSecret();
  return secret;
}

/** @throws SigningError `no_secret` */
export function requiredSecrets({ secrets }: HeaderInput): readonly SigningSecret[] {
  if (secrets.length === 0) throw noSecret();
  return secrets;
}

function noSecret(): SigningError {
  return new SigningError('no_secret', 'The webhook has no secret that can sign in its dialect: rotate its secret.');
}
