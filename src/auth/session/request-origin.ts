import type { Request } from 'express';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function changesNothing(request: Request): boolean {
  return SAFE.has(request.method);
}

/**
 * Whether a browser says that a page of this very origin makes the request. Browsers say it with every request that
 * changes something; a program that says nothing has no cookies that it did not ask for.
 */
export function isOfThisOrigin(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && changesNothing(request));
  // Browsers say the above over https and to loopback only.
  const { origin } = request.headers;
  if (origin === undefined) return true;
  // Without the scheme: whoever ends TLS in front of this speaks http to it.
  return URL.canParse(origin) && new URL(origin).host === request.host;
}
