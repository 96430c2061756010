import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { OutboundRequest, Sender, SendOutcome } from '@posthorn/egress';
import { VERSION } from '../version.js';
import { formatTraceparent, parseTraceparent } from './trace-context.js';

const HEADER = 'traceparent';

/**
 * Counts what is open and makes a span of each request, below the publisher's when the event has brought one along.
 * Without an OpenTelemetry SDK in the process the publisher's `traceparent` is passed on as it is.
 */
export class ObservedSender implements Sender {
  private requests = 0;

  constructor(
    private readonly sender: Sender,
    private readonly tracer: Tracer = trace.getTracer('posthorn', VERSION),
  ) {}

  /** Requests that are open now. */
  get open(): number {
    return this.requests;
  }

  async send(request: OutboundRequest): Promise<SendOutcome> {
    const publisher = parseTraceparent(request.headers[HEADER]);
    const parent = publisher === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, publisher);
    const span = this.tracer.startSpan('posthorn deliver', { kind: SpanKind.CLIENT }, parent);
    if (span.isRecording()) span.setAttributes(attributesOf(request));
    const own = formatTraceparent(span.spanContext());
    const traced =
      own === undefined || own === request.headers[HEADER]
        ? request
        : { ...request, headers: { ...request.headers, [HEADER]: own } };
    this.requests++;
    try {
      const outcome = await this.sender.send(traced);
      if (span.isRecording()) describe(span, outcome);
      return outcome;
    } finally {
      this.requests--;
      span.end();
    }
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}

/** The address without its path: paths and queries of webhooks hold tokens. */
function attributesOf({ url, headers }: OutboundRequest): Attributes {
  const address = URL.canParse(url) ? new URL(url).host : '';
  return {
    'http.request.method': 'POST',
    'server.address': address,
    'posthorn.event': headers['X-Posthorn-Event'] ?? '',
    'posthorn.delivery': headers['X-Posthorn-Delivery'] ?? '',
    'posthorn.attempt': Number(headers['X-Posthorn-Attempt'] ?? 0),
  };
}

function describe(span: Span, outcome: SendOutcome): void {
  if (outcome.kind === 'failure') {
    span.setAttribute('error.type', outcome.code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.message });
    return;
  }
  span.setAttribute('http.response.status_code', outcome.statusCode);
  if (outcome.statusCode >= 300) span.setStatus({ code: SpanStatusCode.ERROR, message: `HTTP ${outcome.statusCode}` });
}
