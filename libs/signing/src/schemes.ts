import type { VerifyInput } from './request.js';
import type { Verification } from './verification.js';
import {
  verifyBody,
  verifyPrefixedBody,
  verifyTimestampedBody,
  verifyTimestampPair,
  verifyUrlAndBody,
} from './verify-hmac.js';
import { verifyStandard } from './verify-standard.js';

/**
 * Where each sender puts its signature. `standard` requests carry two: `standard` reads the generic
 * `X-Webhook-Signature`, which has no timestamp; prefer `standard-webhooks` for them, which bounds their age.
 */
const SCHEMES = {
  standard: (input: VerifyInput) => verifyBody(input, 'x-webhook-signature'),
  'standard-webhooks': verifyStandard,
  backendify: (input: VerifyInput) => verifyTimestampedBody(input, 'x-webhook-signature', 'x-webhook-timestamp'),
  fluxbase: (input: VerifyInput) => verifyBody(input, 'x-fluxbase-signature'),
  appwrite: (input: VerifyInput) =>
    verifyTimestampedBody(input, 'x-appwrite-webhook-signature', 'x-appwrite-webhook-timestamp'),
  classic: (input: VerifyInput) => verifyPrefixedBody(input, 'x-webhook-signature'),
  'appwrite-native': (input: VerifyInput) => verifyUrlAndBody(input, 'x-appwrite-webhook-signature'),
  'fluxbase-native': (input: VerifyInput) => verifyTimestampPair(input, 'x-fluxbase-signature'),
  stripe: (input: VerifyInput) => verifyTimestampPair(input, 'stripe-signature'),
  github: (input: VerifyInput) => verifyPrefixedBody(input, 'x-hub-signature-256'),
} as const satisfies Readonly<Record<string, (input: VerifyInput) => Verification>>;

/** A way of signing that a receiver can name: Posthorn's dialects, Stripe and GitHub. */
export type SchemeName = keyof typeof SCHEMES;

/** Every scheme, for documentation and for choosing one by configuration. */
export const schemeNames = Object.keys(SCHEMES) as readonly SchemeName[];

/**
 * Verifies a received request. Never throws on what a request or a configuration may hold: the answer says why not.
 * Comparisons take a time that does not depend on the signature.
 */
export function verifyWebhook(scheme: SchemeName, input: VerifyInput): Verification {
  return SCHEMES[scheme](input);
}
