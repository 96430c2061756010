import type { DiagnosisCode } from './diagnosis.js';

interface Finding {
  readonly message: string;
  readonly advice: string;
}

const RAW_BODY =
  'Verify the bytes as they came in: express.raw() or the helpers of @posthorn/receiver in Express, a content type parser ' +
  'with parseAs "buffer" in Fastify, rawBody: true in Nest.';
const CLOCKS = 'Compare the clock of this machine with that of the sender, and let both follow NTP.';

/** What each code means and what to do about it. */
export const FINDINGS: Readonly<Record<DiagnosisCode, Finding>> = {
  verified: { message: 'The request is what the sender signed.', advice: '' },
  missing_signature: {
    message: 'The signature header is missing.',
    advice:
      'Check that the scheme is the one of the sender, that signing is on there, and that no proxy drops the header.',
  },
  malformed_signature: {
    message: 'The signature header has not the form of this scheme.',
    advice: 'Check that the scheme is the one of the sender, and that the header was copied as a whole.',
  },
  missing_timestamp: {
    message: 'The header with the timestamp is missing.',
    advice: 'Check that the scheme is the one of the sender, and that no proxy drops the header.',
  },
  malformed_timestamp: {
    message: 'The timestamp is not whole Unix seconds in decimal.',
    advice: 'Pass the header as it came in: what is signed is its text.',
  },
  timestamp_too_old: {
    message: 'The signature is right, but the request is older than the tolerance.',
    advice: `A request that was kept or sent again is refused on purpose. If this one is fresh: ${CLOCKS}`,
  },
  timestamp_too_new: {
    message: 'The signature is right, but the request comes from the future by more than the tolerance.',
    advice: CLOCKS,
  },
  missing_id: {
    message: 'The header webhook-id is missing.',
    advice: 'It is part of what is signed: check that no proxy drops it.',
  },
  malformed_id: {
    message: 'The header webhook-id is not 1 to 256 visible ASCII characters.',
    advice: 'Pass the header as it came in.',
  },
  missing_url: {
    message: 'This scheme signs the URL, and none was given.',
    advice: 'Pass the URL exactly as it is configured at the sender.',
  },
  no_secret: { message: 'No secret was given.', advice: 'Pass the secret that the sender showed for this webhook.' },
  unsuitable_secret: {
    message: 'A secret is empty, not text, or a public key, with which anybody could sign.',
    advice: 'Pass the secret that the sender showed; a whpk_ key is for standard-webhooks only.',
  },
  invalid_body: { message: 'The body is neither bytes nor text.', advice: RAW_BODY },
  invalid_options: {
    message: 'The tolerance or the current time is not a number, or there are more than 32 secrets.',
    advice: 'Pass seconds as numbers.',
  },
  signature_mismatch: {
    message: 'No given secret made this signature.',
    advice: 'Check secret and body.',
  },
  body_missing: {
    message: 'There is no body: something has read it before, or it was not pasted.',
    advice: RAW_BODY,
  },
  body_parsed: {
    message: 'The body was parsed before it was verified: an object was passed, not its bytes.',
    advice: RAW_BODY,
  },
  body_restringified: {
    message: 'The body was parsed and printed again: the signature fits another spelling of the same JSON.',
    advice: RAW_BODY,
  },
  body_trimmed: {
    message: 'The body was changed at its ends or at its line ends: the signature fits it otherwise.',
    advice: 'Take the body as it came in, without trim(), without a line end that an editor or a shell adds.',
  },
  body_encoding: {
    message: 'The bytes of the body were read with another encoding than UTF-8.',
    advice: 'Verify the bytes, or decode them as UTF-8.',
  },
  body_incomplete: {
    message: 'The body has not the length that content-length says: a part of it is missing, or it was changed.',
    advice: 'Look for a limit on the length of bodies, or paste the request as a whole.',
  },
  secret_padded: {
    message: 'With blanks, line ends or quotes around the secret removed, the signature fits.',
    advice: 'Store the secret alone: echo -n, no quotes in .env files of docker.',
  },
  secret_prefix: {
    message:
      'The secret has another prefix than the sender uses: with whsec_ in front of it, or without, the signature fits.',
    advice: 'Use the secret exactly as the sender showed it; whsec_ is part of it.',
  },
  secret_encoded: {
    message: 'The secret is still encoded in base64: decoded, the signature fits.',
    advice: 'Decode it where it is read (base64 -d), as for a value that kubectl shows.',
  },
  other_scheme: {
    message: 'The request is signed by another scheme than the one that is expected.',
    advice: 'Configure the receiver for that scheme, or the webhook for this dialect.',
  },
  signature_reformatted: {
    message: 'The signature header was changed on the way: with its form restored, it fits.',
    advice: 'Pass the header as it came in: same letter case, no quotes, no prefix added or removed.',
  },
  timestamp_unit: {
    message: 'The timestamp is not in seconds.',
    advice: 'Pass the header as it came in. Unix seconds have ten digits; Date.now() gives milliseconds.',
  },
  other_url: {
    message: 'The sender has another URL than the one that was given: the signature fits a variation of it.',
    advice: 'Pass the URL exactly as it is configured at the sender, to the last slash.',
  },
  wrong_secret: {
    message: 'No given secret made this signature, and nothing that usually goes wrong explains it.',
    advice:
      'Most likely it is the secret of another webhook, or one that was rotated: compare it with what the sender shows.',
  },
};
