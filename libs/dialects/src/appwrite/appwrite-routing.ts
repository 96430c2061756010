import type { RoutedRequest } from '../management/dialect-management.js';

/** Stands in a path for "no project named": the caller's own, or the installation. */
export const NO_PROJECT = '-';

/** `/v1/webhooks` and below, perhaps under a prefix of the host. */
const WEBHOOKS = /^((?:\/[^/?]+)*?\/v1)\/webhooks(?=[/?]|$)/;

/**
 * Documents 001 and 003 share `/v1/webhooks`. A request with any `X-Appwrite-*` header is one of 003: it goes to the
 * route that names the project, `/v1/projects/{id}/webhooks`, which 003 has for itself.
 * @returns where the request goes. For Fastify, which routes before any middleware, this is its `rewriteUrl`.
 */
export function appwriteUrl({ url = '', headers }: RoutedRequest): string {
  if (!Object.keys(headers).some((name) => name.startsWith('x-appwrite-'))) return url;
  const project = headers['x-appwrite-project'];
  const segment = typeof project === 'string' && project !== '' ? encodeURIComponent(project) : NO_PROJECT;
  return url.replace(WEBHOOKS, (_, prefix: string) => `${prefix}/projects/${segment}/webhooks`);
}

/** The same as middleware, for servers that route after it (Express). */
export function routeAppwrite(request: RoutedRequest, _response: unknown, next: () => void): void {
  request.url = appwriteUrl(request);
  next();
}
