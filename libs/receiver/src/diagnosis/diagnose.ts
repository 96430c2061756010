import { verifyWebhook, type HeaderSource, type SchemeName, type VerifyInput } from '@posthorn/signing';
import { headerOf } from '../message/header.js';
import { receivedSchemes, signatureOf, type ReceivedScheme } from '../schemes.js';
import type { Diagnosis, DiagnosisCode } from './diagnosis.js';
import { checksOf } from './checks.js';
import { explainSignature, type Explanation } from './explain-signature.js';
import { FINDINGS } from './findings.js';

/** A request to look at, and what it is to be verified with. The body may be anything: part of the question is what it is. */
export interface DiagnosisInput {
  /** The scheme that is expected. Absent: found by the headers. */
  readonly scheme?: ReceivedScheme;
  readonly body: unknown;
  readonly headers: HeaderSource;
  readonly secrets: string | readonly string[];
  /** The current time in Unix seconds. */
  readonly now: number;
  readonly toleranceSeconds?: number;
  readonly url?: string;
}

/** Which header each scheme signs in; the more telling schemes first. */
const SIGNATURE_HEADERS: readonly (readonly [SchemeName, string])[] = [
  ['standard-webhooks', 'webhook-signature'],
  ['stripe', 'stripe-signature'],
  ['github', 'x-hub-signature-256'],
  ['fluxbase-native', 'x-fluxbase-signature'],
  ['fluxbase', 'x-fluxbase-signature'],
  ['appwrite', 'x-appwrite-webhook-signature'],
  ['appwrite-native', 'x-appwrite-webhook-signature'],
  ['backendify', 'x-webhook-signature'],
  ['classic', 'x-webhook-signature'],
  ['standard', 'x-webhook-signature'],
];

/**
 * Says why a request does not verify: whether the body was parsed, printed again or cut, whether the secret is another one
 * or was copied wrongly, whether scheme, timestamp or URL do not fit. Slower than verifying by a hundred times: for people,
 * not for each request. Whoever may call it with a request of their choice learns nothing that verifying does not tell.
 */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const scheme = input.scheme ?? schemeOf(input.headers, input);
  const given = { ...input, url: input.url ?? (scheme === 'appwrite-native' ? undefined : '') } as VerifyInput;
  const answer = verifyWebhook(signatureOf(scheme), given);
  const explanation: Explanation = answer.valid ? { code: 'verified' } : explain(scheme, given, answer.reason);
  const { message, advice } = FINDINGS[explanation.code];
  const detail = explanation.detail === undefined ? '' : ` (${explanation.detail})`;
  return {
    valid: answer.valid,
    code: explanation.code,
    message: detail === '' ? message : `${message.replace(/\.$/, '')}${detail}.`,
    advice,
    scheme,
    checks: checksOf(scheme, given, explanation, answer),
  };
}

function explain(scheme: ReceivedScheme, input: VerifyInput, reason: DiagnosisCode): Explanation {
  const body: unknown = input.body;
  if (reason === 'no_secret' || reason === 'unsuitable_secret' || reason === 'invalid_options') return { code: reason };
  if (reason === 'invalid_body') return { code: body === undefined || body === null ? 'body_missing' : 'body_parsed' };
  if (reason === 'missing_url') return { code: reason };
  return explainSignature(scheme, input, reason, SIGNATURE_HEADERS);
}

/** The scheme that verifies; otherwise the most telling one whose header is there; otherwise Standard Webhooks. */
function schemeOf(headers: HeaderSource, input: DiagnosisInput): ReceivedScheme {
  const present = SIGNATURE_HEADERS.filter(([, name]) => headerOf(headers, name) !== undefined);
  const fits = present.find(
    ([scheme]) => verifyWebhook(scheme, { ...input, toleranceSeconds: Number.MAX_SAFE_INTEGER } as VerifyInput).valid,
  );
  const [scheme] = fits ?? likely(headers, present) ?? ['standard-webhooks' as const];
  return receivedSchemes.includes(scheme) ? scheme : 'standard-webhooks';
}

/** Schemes that share a header are told apart by the form of its value and by what is beside it. */
function likely(
  headers: HeaderSource,
  present: readonly (readonly [SchemeName, string])[],
): readonly [SchemeName, string] | undefined {
  return (
    present.find(([scheme, name]) => {
      const value = headerOf(headers, name) ?? '';
      if (scheme === 'fluxbase-native') return value.startsWith('t=');
      if (scheme === 'classic') return value.startsWith('sha256=');
      if (scheme === 'backendify')
        return headerOf(headers, 'x-webhook-timestamp') !== undefined && !value.includes('=');
      if (scheme === 'appwrite') return headerOf(headers, 'x-appwrite-webhook-timestamp') !== undefined;
      return true;
    }) ?? present[0]
  );
}
