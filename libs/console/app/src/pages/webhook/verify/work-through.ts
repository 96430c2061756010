import type { Recipe } from './recipe.js';

/** A request that was really sent. Header names in any case. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The parts of one signature, as a receiver finds them. */
export interface WorkedSignature {
  /** The header as it came. */
  readonly header: string;
  /** The signatures in it, without what stands in front of them. */
  readonly given: readonly string[];
  /** Exactly what is signed. */
  readonly signed: string;
}

/** Takes a request apart; null when it carries no signature of this kind. */
export function workedSignature(recipe: Recipe, { url, headers, body }: SignedRequest): WorkedSignature | null {
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = all.get(recipe.header);
  if (header === undefined) return null;
  const pairs = new Map(
    header.split(',').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const timestamp = recipe.timestamp === 'inside' ? pairs.get('t') : recipe.timestamp && all.get(recipe.timestamp);
  const id = recipe.id === null ? undefined : all.get(recipe.id);
  const front = [id, timestamp].filter((part) => part !== undefined && part !== null).map((part) => `${part}.`);
  const whole = recipe.timestamp === 'inside' ? [pairs.get('v1') ?? ''] : recipe.several ? header.split(' ') : [header];
  return {
    header,
    given: whole.filter((text) => text.startsWith(recipe.prefix)).map((text) => text.slice(recipe.prefix.length)),
    signed: `${front.join('')}${recipe.url ? url : ''}${body}`,
  };
}

/**
 * The signature that the secret gives.
 * @returns null where the browser offers no cryptography: on plain http, except on this machine
 */
export async function signatureOf(recipe: Recipe, secret: string, signed: string): Promise<string | null> {
  const { subtle } = window.crypto as Partial<Crypto>;
  if (!subtle) return null;
  const hash = recipe.hash === 'sha1' ? 'SHA-1' : 'SHA-256';
  const key = await subtle.importKey('raw', keyOf(recipe, secret), { name: 'HMAC', hash }, false, ['sign']);
  const bytes = new Uint8Array(await subtle.sign('HMAC', key, new TextEncoder().encode(signed)));
  if (recipe.encoding === 'base64') return btoa(String.fromCharCode(...bytes));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A secret of Standard Webhooks' form is base64 of 24 to 64 bytes after `whsec_`; any other is its own text. */
function keyOf({ key }: Recipe, secret: string): Uint8Array<ArrayBuffer> {
  const encoded = key === 'whsec' ? /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] : undefined;
  const decoded = encoded === undefined ? null : decode(encoded);
  if (decoded && decoded.length >= 24 && decoded.length <= 64) return decoded;
  return new TextEncoder().encode(secret);
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
