import createClient, { type Middleware } from 'openapi-fetch';
import { place } from '../place.js';
import { ApiProblem, type Problem } from './problem.js';
import type { paths } from './schema.js';

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

/** Every request that changes something carries this from now on. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** @param listener called when the API says that nobody is signed in any more */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

const session: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken !== null) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/v1/session') onSignedOut();
    return response;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return new ApiProblem({ code: 'unreachable', detail: 'The server cannot be reached.' }, 0, { cause: error });
  },
};

/** The REST API, typed by its OpenAPI document. Use it with {@link answer}. */
export const api = createClient<paths>({ baseUrl: place.api, credentials: 'same-origin' });
api.use(session);

/**
 * The body of a successful answer.
 * @throws ApiProblem
 */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiProblem(isProblem(error) ? error : {}, response.status);
  return data as T;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
