import { schemeNames, type SchemeName } from '@posthorn/signing';

/**
 * What a receiver can be told to expect: every way of signing, and CloudEvents, which Posthorn signs as Standard
 * Webhooks. For Posthorn's default dialect prefer `standard-webhooks`: unlike `standard` it bounds the age of a request.
 */
export type ReceivedScheme = SchemeName | 'cloudevents' | 'cloudevents-binary';

/** Every scheme, for choosing one by configuration. */
export const receivedSchemes: readonly ReceivedScheme[] = [...schemeNames, 'cloudevents', 'cloudevents-binary'];

/** Whether a text names a scheme. */
export function isReceivedScheme(text: unknown): text is ReceivedScheme {
  return receivedSchemes.some((name) => name === text);
}

/** How requests of this scheme are signed. */
export function signatureOf(scheme: ReceivedScheme): SchemeName {
  return scheme === 'cloudevents' || scheme === 'cloudevents-binary' ? 'standard-webhooks' : scheme;
}
