import createClient, { type Middleware } from 'openapi-fetch';
import { place } from '../place.js';
import { reached } from './reachable.js';
import { ApiProblem, type Problem } from './problem.js';
import type { paths } from './schema.js';

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;
let onOldCsrfToken: () => Promise<string | null> = () => Promise.resolve(null);

/** Every request that changes something carries this from now on. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** @param listener called when the API says that nobody is signed in any more */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** @param renew reads the session anew and answers with its CSRF token; null when it is somebody else's by now */
export function whenCsrfTokenIsOld(renew: () => Promise<string | null>): void {
  onOldCsrfToken = renew;
}

const session: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken !== null) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/v1/session') onSignedOut();
    reached(response.status !== 502 && response.status !== 504);
    return response;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    reached(false);
    return new ApiProblem({ code: 'unreachable', detail: 'The server cannot be reached.' }, 0, { cause: error });
  },
};

/**
 * Another tab that has signed in since has a session of its own, whose cookie this tab sends too: its changes are refused
 * for their old CSRF token. They are sent once more with the new one.
 */
async function fetchWithCsrfToken(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(request);
  if (response.status !== 403) return response;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  if (!isProblem(problem) || problem.code !== 'csrf_token_wrong') return response;
  const token = await onOldCsrfToken();
  if (token === null) return response;
  again.headers.set('X-CSRF-Token', token);
  return fetch(again);
}

const underWay = new Map<string, Promise<Response>>();

/**
 * The second click of a double click comes before the button is seen to be busy: the same change that is asked for while
 * its answer is awaited shares that answer, and is made once.
 */
async function fetchOnce(request: Request): Promise<Response> {
  if (request.method === 'GET') return fetch(request);
  const name = `${request.method} ${request.url} ${await request.clone().text()}`;
  const call = underWay.get(name) ?? fetchWithCsrfToken(request);
  underWay.set(name, call);
  try {
    return (await call).clone();
  } finally {
    underWay.delete(name);
  }
}

/** The REST API, typed by its OpenAPI document. Use it with {@link answer}. */
export const api = createClient<paths>({
  baseUrl: place.api,
  credentials: 'same-origin',
  fetch: fetchOnce,
});
api.use(session);

/**
 * The body of a successful answer.
 * @throws ApiProblem
 */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch(refuseForeignAnswer);
  if (!response.ok) throw new ApiProblem(isProblem(error) ? error : {}, response.status);
  return data as T;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

/** A proxy or a captive portal answers with a page of its own, and with 200. */
function refuseForeignAnswer(error: unknown): never {
  if (!(error instanceof SyntaxError)) throw error;
  const detail =
    'What answered is not this server: its answer is no JSON. Is there a proxy or a sign-in page in between?';
  throw new ApiProblem({ code: 'not_the_api', detail }, 0, { cause: error });
}
