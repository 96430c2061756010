export {
  ed25519PublicKey,
  generateEd25519KeyPair,
  isEd25519PublicKey,
  isEd25519SecretKey,
  type Ed25519KeyPair,
} from './ed25519.js';
export type { HeaderSource } from './headers.js';
export type { VerifyInput } from './request.js';
export { schemeNames, verifyWebhook, type SchemeName } from './schemes.js';
export { generateSecret, isStandardSecret, type RandomBytes } from './secret.js';
export {
  signBody,
  signPrefixedBody,
  signStandard,
  signTimestampedBody,
  signTimestampPair,
  signUrlAndBody,
  type Body,
  type SigningKey,
  type StandardContent,
} from './sign.js';
export { SigningError, type SigningErrorCode } from './signing.errors.js';
export type { Unverified, Verification, VerificationFailure, Verified } from './verification.js';
export {
  verifyBody,
  verifyPrefixedBody,
  verifyTimestampedBody,
  verifyTimestampPair,
  verifyUrlAndBody,
} from './verify-hmac.js';
export { verifyStandard } from './verify-standard.js';
