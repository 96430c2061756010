import { isEd25519SecretKey } from '@posthorn/signing';
import type { Dialect } from '../dialect/dialect.js';
import { isStorableText } from '../http/storable.js';
import type { FieldProblem } from '../webhooks.errors.js';

const MIN = 8;
const MAX = 256;

/** What is wrong with a secret that a client brought; empty when it brought none. */
export function secretProblem(secret: string | null | undefined, dialect: Dialect | undefined): FieldProblem[] {
  if (secret === undefined || secret === null) return [];
  const expected = `${MIN} to ${MAX} characters, or a whsk_ key of Standard Webhooks`;
  const wrong = (message: string): FieldProblem[] => [{ field: 'secret', code: 'invalid', message, expected }];
  if (secret.length < MIN || secret.length > MAX || !isStorableText(secret)) {
    return wrong(`A secret has ${MIN} to ${MAX} characters, none of them a control character.`);
  }
  // A mistyped signing key would sign with HMAC, and every receiver would refuse it.
  if (secret.startsWith('whsk_') && !isEd25519SecretKey(secret)) {
    return wrong('The secret begins like an Ed25519 key of Standard Webhooks and is none.');
  }
  if (secretKind(secret) === 'ed25519' && dialect && dialect.policy.ed25519 !== true) {
    return wrong(`The dialect "${dialect.name}" signs with HMAC only: take another secret or another dialect.`);
  }
  return [];
}

/** How a secret signs. */
export function secretKind(secret: string): 'hmac' | 'ed25519' {
  return isEd25519SecretKey(secret) ? 'ed25519' : 'hmac';
}
