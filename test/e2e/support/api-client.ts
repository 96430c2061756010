/** JSON as a test reads it. */
export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; an empty object when there is none. */
  readonly body: Json;
}

export interface CallOptions {
  /** Sent as JSON; a string is sent as it is, a form as multipart. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the application over HTTP with one token. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {}

  as(token: string | null): ApiClient {
    return new ApiClient(this.url, token);
  }

  get(path: string, options?: CallOptions): Promise<Answer> {
    return this.call('GET', path, options);
  }

  post(path: string, body?: unknown, headers?: CallOptions['headers']): Promise<Answer> {
    return this.call('POST', path, { body, ...(headers ? { headers } : {}) });
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.call('PATCH', path, { body });
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** @throws unless the status is this one; the message shows the answer */
  async expect(status: number, call: Promise<Answer>): Promise<Json> {
    const answer = await call;
    if (answer.status === status) return answer.body;
    throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  raw(method: string, path: string, { body, headers }: CallOptions = {}): Promise<Response> {
    const plain = typeof body === 'string' || body instanceof FormData || body === undefined;
    return fetch(this.url + path, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(plain ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: plain ? body : JSON.stringify(body) }),
    });
  }

  async call(method: string, path: string, options?: CallOptions): Promise<Answer> {
    const response = await this.raw(method, path, options);
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    const body = text === '' ? {} : json ? (JSON.parse(text) as Json) : { text };
    return { status: response.status, headers: response.headers, body };
  }
}
