import { randomBytes } from 'node:crypto';

/** A secret that is recognised wherever it turns up again. `/`, `+` and `=` make its encodings differ from itself. */
export function canaryText(name: string): string {
  return `cnry/${name}+${randomBytes(9).toString('hex')}=`;
}

/** How a secret looks in texts: as it is, in base64 wherever it begins in the encoded text, in hex, in a URL. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at either end mix with what stands beside the secret.
    const inner = encoded.slice(offset === 0 ? 0 : 4, Math.floor(((offset + bytes.length) * 8) / 24) * 4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const hex = bytes.toString('hex');
  const url = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, json, url, url.toLowerCase(), hex, hex.toUpperCase(), ...base64])];
}

/** Finds planted secrets in texts. */
export class CanaryScan {
  private readonly planted: { readonly name: string; readonly forms: readonly string[] }[] = [];

  plant(name: string, secret: string): string {
    this.planted.push({ name, forms: formsOf(secret) });
    return secret;
  }

  /** Names of the secrets that the text holds, with the words around the first place. */
  findIn(text: string, allowed: readonly string[] = []): string[] {
    return this.planted.flatMap(({ name, forms }) => {
      if (allowed.some((prefix) => name.startsWith(prefix))) return [];
      const at = forms.map((form) => text.indexOf(form)).find((index) => index >= 0);
      return at === undefined ? [] : [`${name}: …${text.slice(Math.max(0, at - 60), at + 60)}…`];
    });
  }
}
