import { verifyWebhook, type HeaderSource, type SchemeName, type VerifyInput } from '@posthorn/signing';
import { headerOf } from '../message/header.js';
import { signatureOf, type ReceivedScheme } from '../schemes.js';
import type { DiagnosisCode } from './diagnosis.js';
import { bodyVariations, secretVariations, signatureVariations, urlVariations, type Variation } from './variations.js';

/** The code, and what exactly was found. */
export interface Explanation {
  readonly code: DiagnosisCode;
  readonly detail?: string;
}

type SignatureHeaders = readonly (readonly [SchemeName, string])[];

/** However old: the signature is looked at on its own. */
const ANY_AGE = Number.MAX_SAFE_INTEGER;

/** Why the signature of a request does not hold, by trying what usually goes wrong. */
export function explainSignature(
  scheme: ReceivedScheme,
  input: VerifyInput,
  reason: DiagnosisCode,
  signatureHeaders: SignatureHeaders,
): Explanation {
  const name = signatureOf(scheme);
  const fits = (change: Partial<VerifyInput>): boolean =>
    verifyWebhook(name, { ...input, toleranceSeconds: ANY_AGE, ...change }).valid;
  if (fits({})) return { code: reason, ...age(name, input) };
  return (
    byOtherScheme(name, input, signatureHeaders) ??
    byHeader(name, input, fits, signatureHeaders) ??
    byContent(input, fits) ??
    leftOver(input, reason)
  );
}

/** How far the signed time is off, in words. */
function age(name: SchemeName, input: VerifyInput): { readonly detail?: string } {
  const answer = verifyWebhook(name, { ...input, toleranceSeconds: ANY_AGE });
  if (!answer.valid || answer.timestamp === undefined) return {};
  const seconds = Math.round(input.now - answer.timestamp);
  return { detail: `${inWords(Math.abs(seconds))} ${seconds >= 0 ? 'old' : 'ahead'}` };
}

function inWords(seconds: number): string {
  const [size, unit] = [
    [86_400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
    [1, 'seconds'],
  ].find(([least]) => seconds >= 2 * Number(least)) ?? [1, 'seconds'];
  return `${Math.floor(seconds / Number(size))} ${unit}`;
}

function byOtherScheme(name: SchemeName, input: VerifyInput, headers: SignatureHeaders): Explanation | undefined {
  const other = headers.find(
    ([scheme, header]) =>
      scheme !== name &&
      headerOf(input.headers, header) !== undefined &&
      verifyWebhook(scheme, { ...input, toleranceSeconds: ANY_AGE }).valid,
  );
  return other === undefined ? undefined : { code: 'other_scheme', detail: `it is ${other[0]}` };
}

const TIMESTAMPS: Readonly<Partial<Record<SchemeName, string>>> = {
  'standard-webhooks': 'webhook-timestamp',
  backendify: 'x-webhook-timestamp',
  appwrite: 'x-appwrite-webhook-timestamp',
};

/** What a proxy, or whoever copied the headers, did to them. */
function byHeader(
  name: SchemeName,
  input: VerifyInput,
  fits: (change: Partial<VerifyInput>) => boolean,
  signatureHeaders: SignatureHeaders,
): Explanation | undefined {
  const signature = signatureHeaders.find(([scheme]) => scheme === name)?.[1] ?? '';
  const value = headerOf(input.headers, signature);
  const restored = value === undefined ? [] : signatureVariations(value);
  if (restored.some((one) => one !== value && fits({ headers: replaced(input.headers, signature, one) }))) {
    return { code: 'signature_reformatted' };
  }
  const timestamp = TIMESTAMPS[name];
  const time = timestamp === undefined ? undefined : headerOf(input.headers, timestamp);
  if (timestamp === undefined || time === undefined || /^\d{1,11}$/.test(time)) return undefined;
  const milliseconds = /^\d{12,}$/.test(time) ? Number(time) : Date.parse(time);
  if (Number.isNaN(milliseconds)) return undefined;
  const seconds = String(Math.floor(milliseconds / 1000));
  const detail = /^\d+$/.test(time) ? 'it is in milliseconds' : 'it is a date';
  if (fits({ headers: replaced(input.headers, timestamp, seconds) })) return { code: 'timestamp_unit', detail };
  return { code: 'timestamp_unit', detail: `${detail}, and the signature does not fit either` };
}

function replaced(headers: HeaderSource, name: string, value: string): HeaderSource {
  return { get: (asked: string) => (asked === name ? value : (headerOf(headers, asked) ?? null)) };
}

/** Body, secret and URL: each alone, then body and secret together. */
function byContent(input: VerifyInput, fits: (change: Partial<VerifyInput>) => boolean): Explanation | undefined {
  const { body, url, secrets } = input;
  const bodies = bodyVariations(body);
  const allSecrets = (typeof secrets === 'string' ? [secrets] : secrets).flatMap(secretVariations);
  const found =
    bodies.find(({ value }) => fits({ body: value })) ??
    allSecrets.find(({ value }) => fits({ secrets: value })) ??
    (url ? urlVariations(url).find(({ value }) => fits({ url: value })) : undefined);
  if (found !== undefined) return told(found);
  for (const secret of allSecrets) {
    const both = bodies.find(({ value }) => fits({ body: value, secrets: secret.value }));
    if (both !== undefined) return { code: secret.code, detail: `${secret.detail}, and the body ${both.detail}` };
  }
  return undefined;
}

const told = ({ code, detail }: Variation<unknown>): Explanation => ({ code, detail });

/** Nothing fits: what can still be seen. */
function leftOver(input: VerifyInput, reason: DiagnosisCode): Explanation {
  const { body, headers } = input;
  const length = Buffer.byteLength(body);
  if (length === 0) return { code: 'body_missing' };
  const said = Number(headerOf(headers, 'content-length'));
  if (said > 0 && said !== length) {
    return { code: 'body_incomplete', detail: `it has ${length} bytes, content-length says ${said}` };
  }
  const isAboutSignature = reason === 'signature_mismatch' || reason.startsWith('timestamp_');
  return { code: isAboutSignature ? 'wrong_secret' : reason };
}
