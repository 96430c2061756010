/** What routing needs of a request, whatever the server. */
interface RoutedRequest {
  url?: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Stands in a path for "no project named": the caller's own, or the installation. */
export const NO_PROJECT = '-';

const WEBHOOKS = /^\/v1\/webhooks(?=[/?]|$)/;

/**
 * Documents 001 and 003 share `/v1/webhooks`. A request with any `X-Appwrite-*` header is one of 003: it goes to the
 * route that names the project, `/v1/projects/{id}/webhooks`, which 003 has for itself.
 */
export function routeAppwrite(request: RoutedRequest, _response: unknown, next: () => void): void {
  const { url = '', headers } = request;
  if (WEBHOOKS.test(url) && Object.keys(headers).some((name) => name.startsWith('x-appwrite-'))) {
    const project = headers['x-appwrite-project'];
    const segment = typeof project === 'string' && project !== '' ? encodeURIComponent(project) : NO_PROJECT;
    request.url = url.replace(WEBHOOKS, `/v1/projects/${segment}/webhooks`);
  }
  next();
}
