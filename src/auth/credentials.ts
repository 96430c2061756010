import type { IncomingHttpHeaders } from 'node:http';

/** Headers in which the clients of the documents carry their key, besides `Authorization`. */
const KEY_HEADERS = ['x-api-key', 'apikey', 'x-client-key', 'x-service-key', 'x-appwrite-key'] as const;

/** The token of a request; undefined when it carries none that can be read. */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +([\x21-\x7e]+) *$/i.exec(headers.authorization ?? '');
  if (bearer) return bearer[1];
  for (const name of KEY_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}
