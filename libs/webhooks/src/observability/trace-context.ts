import { isSpanContextValid, trace, type SpanContext } from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span that a W3C `traceparent` names; undefined when it names none. */
export function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const context = { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

/** @returns undefined for a context that names no span */
export function formatTraceparent(context: SpanContext | undefined): string | undefined {
  if (context === undefined || !isSpanContextValid(context)) return undefined;
  return `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * The trace of whoever publishes, for `EventBusModule.forRoot({ traceparent: currentTraceparent })`: it travels with the
 * event, and every request that is made for it becomes a part of it.
 */
export function currentTraceparent(): string | undefined {
  return formatTraceparent(trace.getActiveSpan()?.spanContext());
}
