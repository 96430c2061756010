import { describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace, type Context, type Span, type SpanOptions, type Tracer } from '@opentelemetry/api';
import type { OutboundRequest, Sender, SendOutcome } from '@posthorn/egress';
import { ObservedSender } from './observed-sender.js';
import { currentTraceparent, formatTraceparent, parseTraceparent } from './trace-context.js';

const PUBLISHER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OWN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7', traceFlags: 1 };

class RecordingTracer {
  readonly spans: {
    name: string;
    parent: unknown;
    attributes: Record<string, unknown>;
    status: unknown;
    ended: boolean;
  }[] = [];

  startSpan(name: string, _: SpanOptions, context: Context): Span {
    const record = {
      name,
      parent: trace.getSpanContext(context)?.spanId,
      attributes: {} as Record<string, unknown>,
      status: undefined as unknown,
      ended: false,
    };
    this.spans.push(record);
    const span = {
      spanContext: () => OWN,
      isRecording: () => true,
      setAttribute: (key: string, value: unknown) => ((record.attributes[key] = value), span),
      setAttributes: (values: object) => (Object.assign(record.attributes, values), span),
      setStatus: (status: unknown) => ((record.status = status), span),
      end: () => void (record.ended = true),
    };
    return span as unknown as Span;
  }
}

function sender(outcome: SendOutcome): Sender & { readonly requests: OutboundRequest[] } {
  const requests: OutboundRequest[] = [];
  return {
    requests,
    send: (request) => {
      requests.push(request);
      return Promise.resolve(outcome);
    },
    close: () => Promise.resolve(),
  };
}

const ok: SendOutcome = { kind: 'response', statusCode: 200, headers: {}, body: '', bodyCut: false, durationMs: 1 };
const refused: SendOutcome = {
  kind: 'failure',
  code: 'connection_refused',
  message: 'Connection refused',
  maybeSent: false,
  durationMs: 1,
};
const request = (headers: Record<string, string> = {}): OutboundRequest => ({
  url: 'https://example.com/secret-path?token=canary',
  headers: { 'X-Posthorn-Event': 'evt_1', ...headers },
  body: '{}',
  timeoutMs: 1000,
});

describe('a span of each request', () => {
  it('lies below the publisher’s and travels to the receiver', async () => {
    const tracer = new RecordingTracer();
    const inner = sender(ok);
    const observed = new ObservedSender(inner, tracer as unknown as Tracer);
    await observed.send(request({ traceparent: PUBLISHER }));
    expect(tracer.spans).toEqual([
      {
        name: 'posthorn deliver',
        parent: 'b7ad6b7169203331',
        attributes: expect.objectContaining({
          'posthorn.event': 'evt_1',
          'server.address': 'example.com',
          'http.response.status_code': 200,
        }),
        status: undefined,
        ended: true,
      },
    ]);
    expect(inner.requests[0]!.headers['traceparent']).toBe(`00-${OWN.traceId}-${OWN.spanId}-01`);
    expect(JSON.stringify(tracer.spans)).not.toMatch(/canary|secret-path/);
  });

  it('says what went wrong', async () => {
    const tracer = new RecordingTracer();
    await new ObservedSender(sender(refused), tracer as unknown as Tracer).send(request());
    expect(tracer.spans[0]).toMatchObject({
      parent: undefined,
      attributes: { 'error.type': 'connection_refused' },
      status: { code: SpanStatusCode.ERROR },
      ended: true,
    });
  });

  it('is none without an SDK: the request goes as it is', async () => {
    const inner = sender(ok);
    const observed = new ObservedSender(inner);
    const [plain, traced] = [request(), request({ traceparent: PUBLISHER })];
    await observed.send(plain);
    await observed.send(traced);
    expect(inner.requests[0]).toBe(plain);
    expect(inner.requests[1]).toBe(traced);
    expect(currentTraceparent()).toBeUndefined();
  });

  it('counts what is open, whatever becomes of it', async () => {
    let end: (outcome: SendOutcome) => void = () => undefined;
    const observed = new ObservedSender({
      send: () => new Promise((resolve) => (end = resolve)),
      close: () => Promise.resolve(),
    });
    const sending = observed.send(request());
    expect(observed.open).toBe(1);
    end(ok);
    await sending;
    expect(observed.open).toBe(0);
  });
});

describe('traceparent', () => {
  it('is read as it is written', () => {
    expect(formatTraceparent(parseTraceparent(PUBLISHER))).toBe(PUBLISHER);
  });

  it.each([
    undefined,
    '',
    '00-aa-bb-01',
    PUBLISHER.toUpperCase(),
    `${PUBLISHER}\r\nx: y`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  ])('is none: %j', (text) => expect(parseTraceparent(text)).toBeUndefined());
});
