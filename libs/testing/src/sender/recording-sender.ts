import type { OutboundRequest, Sender, SendOutcome } from '@posthorn/egress';
import { failure, outcomeOf, type FakeAnswer } from './answers.js';

/** One request that was made, and what came of it. */
export interface RecordedRequest {
  readonly request: OutboundRequest;
  /** Absent while the answer is awaited. */
  readonly outcome?: SendOutcome;
}

/** Whoever stands behind a URL. */
export interface FakeEndpoint {
  answer(request: OutboundRequest): FakeAnswer | Promise<FakeAnswer>;
}

/** Opens no connection: remembers every request, and answers as the test says, with 200 unless it says something. */
export class RecordingSender implements Sender {
  private readonly entries: { request: OutboundRequest; outcome?: SendOutcome }[] = [];
  private readonly endpoints = new Map<string, FakeEndpoint>();
  private readonly queue: FakeAnswer[] = [];
  private closed = false;

  /** Every request so far, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.entries;
  }

  /** The next answers, in this order, to requests that no endpoint is behind; 200 after them. */
  answers(...answers: readonly FakeAnswer[]): this {
    this.queue.push(...answers);
    return this;
  }

  /** Puts an endpoint, for instance a `FakeReceiver`, behind a URL. */
  route(url: string, endpoint: FakeEndpoint): this {
    this.endpoints.set(url, endpoint);
    return this;
  }

  /** Forgets the requests, not the endpoints. */
  clear(): void {
    this.entries.length = 0;
  }

  async send(request: OutboundRequest): Promise<SendOutcome> {
    if (this.closed) return failure('aborted');
    const entry: { request: OutboundRequest; outcome?: SendOutcome } = { request };
    this.entries.push(entry);
    entry.outcome = await this.ask(request);
    return entry.outcome;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private async ask(request: OutboundRequest): Promise<SendOutcome> {
    if (request.signal?.aborted === true) return failure('aborted');
    if (!URL.canParse(request.url)) return failure('invalid_request');
    try {
      const endpoint = this.endpoints.get(request.url);
      return await outcomeOf((await endpoint?.answer(request)) ?? this.queue.shift() ?? 200, request);
    } catch {
      // A sender never rejects; an endpoint that throws is one that breaks the connection.
      return failure('connection_reset');
    }
  }
}
