import { ApiRefusal, CliError, EXIT } from '../cli.errors.js';
import { harmless } from '../terminal.js';
import type { ApiTarget } from './api-options.js';

/** JSON as the API answers it. */
export type Json = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 30_000;
/** Bad Gateway, Service Unavailable, Gateway Timeout. */
const PROXY_ERRORS: ReadonlySet<number> = new Set([502, 503, 504]);

/** Calls the REST API. What goes wrong is said in words that help at a terminal. */
export class ApiClient {
  constructor(private readonly target: ApiTarget) {}

  get base(): string {
    return this.target.base;
  }

  get(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<Json> {
    return this.json('GET', path + queryText(query));
  }

  post(path: string, body: unknown = {}): Promise<Json> {
    return this.json('POST', path, body);
  }

  /**
   * Opens a stream of server-sent events.
   * @param lastEventId of the message that was the last one: what came after it comes first
   * @throws ApiRefusal, CliError `api_unreachable`
   */
  async stream(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    signal: AbortSignal,
    lastEventId = '',
  ): Promise<AsyncIterable<Uint8Array>> {
    const headers = { accept: 'text/event-stream', ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }) };
    const response = await this.request('GET', path + queryText(query), undefined, signal, headers);
    if (!response.ok) throw this.refused(response, await this.parsed(response));
    if (response.body === null || response.headers.get('content-type')?.includes('text/event-stream') !== true) {
      throw this.stranger(response.status);
    }
    return response.body;
  }

  private async json(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await this.request(method, path, body, AbortSignal.timeout(TIMEOUT_MS));
    const answer = await this.parsed(response);
    if (!response.ok) throw this.refused(response, answer);
    return answer;
  }

  private async request(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = { accept: 'application/json' },
  ): Promise<Response> {
    try {
      return await fetch(this.base + path, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${this.target.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal,
        // A redirect would take the token elsewhere.
        redirect: 'error',
      });
    } catch (cause) {
      if (signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'AbortError') throw cause;
      throw unreachable(this.base, cause);
    }
  }

  private async parsed(response: Response): Promise<Json> {
    const text = await response.text().catch((cause: unknown) => {
      throw unreachable(this.base, cause);
    });
    if (text === '') return {};
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) return value as Json;
    } catch {
      // Said below: an error page of a proxy, most often.
    }
    throw this.stranger(response.status);
  }

  private refused({ status, headers }: Response, answer: Json): ApiRefusal | CliError {
    // Of what it does not have, the API says what that is; this is a server that knows no such route.
    if (status === 404 && (text(answer['code']) ?? 'not_found') === 'not_found') return this.stranger(status);
    return refusal(status, answer, headers);
  }

  private stranger(status: number): CliError {
    // A proxy speaks for a server that is down, most often for a moment.
    if (PROXY_ERRORS.has(status)) return unreachable(this.base, `something in front of it answers ${status}`);
    return new CliError(
      'not_the_api',
      `${this.base} answers ${status}, and not as Posthorn's API does. POSTHORN_URL is its address with the prefix, ` +
        'such as https://example.com/v1.',
      EXIT.failed,
    );
  }
}

function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function unreachable(base: string, cause: unknown): CliError {
  return new CliError(
    'api_unreachable',
    `The API at ${base} cannot be reached (${reasonOf(cause)}). Does it run, and is POSTHORN_URL (or --url) right?`,
    EXIT.unavailable,
    { cause },
  );
}

/** fetch says "fetch failed" and keeps the reason to itself. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  if (cause instanceof Error) return reasonOf(cause);
  // OpenSSL's message is for its authors; its reason is for people.
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'it does not speak TLS: http instead of https?';
  return typeof code === 'string' && code.startsWith('ERR_SSL') && typeof reason === 'string' ? reason : error.message;
}

interface WrongField {
  readonly field?: unknown;
  readonly message?: unknown;
  readonly expected?: unknown;
}

function refusal(status: number, { code, detail, title, errors }: Json, headers: Headers): ApiRefusal {
  const said = text(detail) ?? text(title) ?? `The API answered ${status}.`;
  const fields = Array.isArray(errors) ? (errors as readonly WrongField[]).map((each) => fieldLine(each, said)) : [];
  const lines = [said, ...fields.filter((line) => line !== ''), ...advice(status, headers)];
  return new ApiRefusal(status, text(code) ?? `http_${status}`, lines.map(harmless).join('\n  '));
}

/** What the summary has not said already. */
function fieldLine({ field, message, expected }: WrongField, summary: string): string {
  const name = text(field) ?? 'body';
  const said = (text(message) ?? 'is not right').replace(`${name} `, '');
  const hint = text(expected);
  const more = hint === undefined || said.includes(hint) ? '' : hint;
  if (summary.includes(said)) return more;
  return `${name}: ${said}${more === '' ? '' : ` (${more})`}`;
}

function advice(status: number, headers: Headers): string[] {
  if (status === 401)
    return ['The token is not accepted here: look at POSTHORN_TOKEN (or --token-file) and POSTHORN_URL.'];
  if (status === 403) return ['The token may not do this: use a key with the scope, or the admin token.'];
  if (status === 429) return [`Try again in ${headers.get('retry-after') ?? 'some'} seconds.`];
  return [];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
