/** An answer that is not what the demo asked for. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'unexpected_answer';

  constructor(method: string, route: string, status: number, body: string) {
    super(`${method} ${route} answered ${status}: ${body.slice(0, 500)}`);
    this.name = 'UnexpectedAnswerError';
  }
}

/** The REST API as a customer uses it. */
export class Client {
  constructor(
    readonly base: string,
    private readonly token: string,
  ) {}

  /** The same API with another token. */
  as(token: string): Client {
    return new Client(this.base, token);
  }

  get<Answer>(route: string): Promise<Answer> {
    return this.call('GET', route);
  }

  post<Answer>(route: string, body?: object): Promise<Answer> {
    return this.call('POST', route, body);
  }

  patch<Answer>(route: string, body: object): Promise<Answer> {
    return this.call('PATCH', route, body);
  }

  async delete(route: string): Promise<void> {
    await this.call('DELETE', route);
  }

  /** Whether the route answers at all. */
  async has(route: string): Promise<boolean> {
    const response = await fetch(this.base + route);
    await response.body?.cancel();
    return response.ok;
  }

  private async call<Answer>(method: string, route: string, body?: object): Promise<Answer> {
    const json = body !== undefined && !(body instanceof FormData);
    const response = await fetch(this.base + route, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(json ? { 'content-type': 'application/json' } : {}) },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    });
    const text = await response.text();
    if (!response.ok) throw new UnexpectedAnswerError(method, route, response.status, text);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
