import type { SignatureScheme } from '../../../lib/dialects.js';

/** What a scheme signs and how it writes the result: enough to say it in any language. */
export interface Recipe {
  /** Lower case, as Node and Go's canonical form both find it. */
  readonly header: string;
  /** Where the timestamp is; `inside` the signature header, or null when it is not signed. */
  readonly timestamp: string | null;
  /** Header of the message id, when it is signed. */
  readonly id: string | null;
  /** Whether the URL stands in front of the body. */
  readonly url: boolean;
  readonly hash: 'sha256' | 'sha1';
  readonly encoding: 'hex' | 'base64';
  /** In front of the signature: `sha256=`, `v1,`. */
  readonly prefix: string;
  /** The header holds several signatures with blanks between. */
  readonly several: boolean;
  /** `whsec`: the part after whsec_ is base64 of the key. */
  readonly key: 'text' | 'whsec';
}

const HEX: Recipe = {
  header: '',
  timestamp: null,
  id: null,
  url: false,
  hash: 'sha256',
  encoding: 'hex',
  prefix: '',
  several: false,
  key: 'text',
};

export function recipeOf(scheme: SignatureScheme): Recipe {
  switch (scheme.kind) {
    case 'body':
      return { ...HEX, header: scheme.header.toLowerCase(), prefix: scheme.prefix };
    case 'timestamp-body':
      return { ...HEX, header: scheme.header.toLowerCase(), timestamp: scheme.timestampHeader.toLowerCase() };
    case 'timestamp-pair':
      return { ...HEX, header: scheme.header.toLowerCase(), timestamp: 'inside' };
    case 'url-body':
      return { ...HEX, header: scheme.header.toLowerCase(), url: true, hash: 'sha1', encoding: 'base64' };
    case 'standard-webhooks':
      return {
        ...HEX,
        header: 'webhook-signature',
        timestamp: 'webhook-timestamp',
        id: 'webhook-id',
        encoding: 'base64',
        prefix: 'v1,',
        several: true,
        key: 'whsec',
      };
  }
}

/** `id.timestamp.body`: what is signed, in words. */
export function signedText({ id, timestamp, url }: Recipe): string {
  return [
    ...(id === null ? [] : ['id']),
    ...(timestamp === null ? [] : ['timestamp']),
    url ? 'url + body' : 'body',
  ].join('.');
}

/** Seconds that a timestamp may be away from the receiver's clock. */
export const TOLERANCE = 300;
