import type { Verification, VerifyInput } from '@posthorn/signing';
import { parseObject } from '../message/read-message.js';
import type { ReceivedScheme } from '../schemes.js';
import type { DiagnosisCheck, DiagnosisCode } from './diagnosis.js';
import type { Explanation } from './explain-signature.js';

type Step = DiagnosisCheck['name'];

/** Which step each code belongs to; the others belong to the signature. */
const STEPS: Readonly<Partial<Record<DiagnosisCode, Step>>> = {
  no_secret: 'secret',
  unsuitable_secret: 'secret',
  invalid_options: 'secret',
  secret_padded: 'secret',
  secret_prefix: 'secret',
  secret_encoded: 'secret',
  invalid_body: 'body',
  body_missing: 'body',
  body_parsed: 'body',
  body_restringified: 'body',
  body_trimmed: 'body',
  body_encoding: 'body',
  body_incomplete: 'body',
  missing_signature: 'headers',
  malformed_signature: 'headers',
  signature_reformatted: 'headers',
  missing_id: 'headers',
  malformed_id: 'headers',
  missing_timestamp: 'headers',
  other_scheme: 'headers',
  malformed_timestamp: 'timestamp',
  timestamp_unit: 'timestamp',
  timestamp_too_old: 'timestamp',
  timestamp_too_new: 'timestamp',
};

const ORDER: readonly Step[] = ['secret', 'body', 'headers', 'timestamp', 'signature'];

/** The steps, as far as they could be looked at. */
export function checksOf(
  scheme: ReceivedScheme,
  input: VerifyInput,
  explanation: Explanation,
  answer: Verification,
): readonly DiagnosisCheck[] {
  const failed = answer.valid ? undefined : (STEPS[explanation.code] ?? 'signature');
  // The signature was compared although the request is too old.
  const aged = failed === 'timestamp' && explanation.code.startsWith('timestamp_too');
  return ORDER.map((name) => {
    const isAfter = failed !== undefined && ORDER.indexOf(name) > ORDER.indexOf(failed);
    const ok = name === failed ? false : isAfter && !aged ? undefined : true;
    return { name, ok, detail: DETAILS[name](scheme, input, answer) };
  });
}

const DETAILS: Readonly<Record<Step, (scheme: ReceivedScheme, input: VerifyInput, answer: Verification) => string>> = {
  secret: (_scheme, { secrets }) => {
    const count = typeof secrets === 'string' ? 1 : secrets.length;
    return count === 1 ? '1 secret' : `${count} secrets`;
  },
  body: (_scheme, { body }) => {
    const given: unknown = body;
    if (typeof given !== 'string' && !(given instanceof Uint8Array)) return 'no bytes';
    const kind = parseObject(body) === null ? 'not a JSON object' : 'a JSON object';
    return `${Buffer.byteLength(body)} bytes, ${kind}`;
  },
  headers: (scheme) => `as ${scheme} sends them`,
  timestamp: (_scheme, { now }, answer) => {
    if (!answer.valid) return '';
    return answer.timestamp === undefined ? 'not signed' : `${Math.round(now - answer.timestamp)} s old`;
  },
  signature: (_scheme, _input, answer) => (answer.valid ? `made with secret ${answer.secretIndex + 1}` : ''),
};
