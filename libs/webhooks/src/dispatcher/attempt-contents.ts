import type { SendOutcome } from '@posthorn/egress';
import type { AttemptRecord } from '../engine/attempt.js';
import type { AttemptContents } from './outcome-row.js';
import { storableText } from './pg-array.js';
import type { BuiltRequest } from './request-builder.js';
import { packHeaders } from './signed-headers.js';

const MAX_BODY = 16_384;
const MAX_HEADERS = 16_384;

/** Header lists that are too long lose their last entries, so that what is stored stays JSON. */
function headersText(headers: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(headers);
  if (text.length <= MAX_HEADERS) return storableText(text, MAX_HEADERS);
  const kept: Record<string, string> = {};
  let length = 2;
  for (const [name, value] of Object.entries(headers)) {
    const short = value.slice(0, 1024);
    length += name.length + short.length + 8;
    if (length > MAX_HEADERS / 2) break;
    kept[name] = short;
  }
  return storableText(JSON.stringify(kept), MAX_HEADERS * 2);
}

/** A receiver that only acknowledges may send none. */
function responseText(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).length === 0 ? '{}' : headersText(headers);
}

function signedText({ signedHeaders, publicEventId }: BuiltRequest): string {
  const packed = packHeaders(signedHeaders, publicEventId);
  return packed.length <= MAX_HEADERS ? storableText(packed, MAX_HEADERS) : headersText(signedHeaders);
}

/** What is stored of an attempt: never something that PostgreSQL could refuse. */
export function attemptContents(
  outcome: AttemptRecord['outcome'],
  built: BuiltRequest | undefined,
  answer: SendOutcome | undefined,
): AttemptContents {
  const response = answer?.kind === 'response' ? answer : undefined;
  return {
    outcome,
    signedHeaders: built === undefined ? null : signedText(built),
    responseHeaders: response === undefined ? null : responseText(response.headers),
    responseBody: response === undefined || response.body === '' ? null : storableText(response.body, MAX_BODY),
    responseCut: response?.bodyCut ?? false,
  };
}
