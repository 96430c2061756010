import type { Dispatcher } from 'undici';
import { DialError } from '../dial/dial-error.js';
import type { OutboundRequest, SendOutcome } from '../sender.js';
import { failureOf, type Failure } from './failure-of.js';
import { KEPT_BYTES, responseText, storable } from './response-text.js';

/** Interim replies (103 and the like) that are sat through; no sane receiver sends more. */
const MAX_INTERIM = 16;
/** A body is read on and thrown away up to here, so that the connection can be kept; beyond, the connection ends. */
const MAX_DISCARDED = 131_072;

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** Where the exchange is put on the wire: the connections to one origin. */
export interface Wire {
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
  /** An exchange begins. */
  enter(): void;
  /** It no longer needs a connection. */
  leave(): void;
}

/**
 * One request and its answer, under one deadline. Exactly one outcome comes out of it, at the deadline at the latest;
 * what undici still has to say afterwards is ignored. It is undici's handler itself: one object per request, and not a
 * closure per callback.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private readonly began = performance.now();
  private readonly timer: NodeJS.Timeout;
  private readonly chunks: Buffer[] = [];
  private controller: Dispatcher.DispatchController | undefined;
  private statusCode = 0;
  private headers = NO_HEADERS;
  private kept = 0;
  private read = 0;
  private interim = 0;
  private maybeSent = false;
  private settled = false;
  private finished = false;

  private constructor(
    private readonly wire: Wire,
    private readonly options: Dispatcher.DispatchOptions,
    private readonly request: OutboundRequest,
    private readonly resolve: (outcome: SendOutcome) => void,
  ) {
    this.timer = setTimeout(deadlinePassed, request.timeoutMs, this);
    if (request.signal !== undefined) watch(request.signal, this);
  }

  /** Puts a request on the wire; `resolve` is called once, with its outcome. */
  static begin(
    wire: Wire,
    options: Dispatcher.DispatchOptions,
    request: OutboundRequest,
    resolve: (outcome: SendOutcome) => void,
  ): void {
    const exchange = new Exchange(wire, options, request, resolve);
    wire.enter();
    wire.dispatch(options, exchange);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Waited for a free connection beyond its deadline: nothing of it is written.
    if (this.settled) {
      controller.abort(new DialError('timeout', 'Connection timeout'));
      return;
    }
    this.controller = controller;
    // undici writes right after this call. Whether bytes leave the machine is unknowable, so: maybe.
    this.maybeSent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[]>,
  ): void {
    if (statusCode < 200) {
      this.interim += 1;
      if (this.interim > MAX_INTERIM) controller.abort(new DialError('protocol_error', 'Too many interim responses'));
      return;
    }
    this.statusCode = statusCode;
    this.headers = flatten(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.read += chunk.length;
    const room = KEPT_BYTES - this.kept;
    if (room > 0) {
      // A slice would keep undici's buffer of 64 KiB alive as long as the outcome.
      const part = Buffer.from(chunk.subarray(0, room));
      this.chunks.push(part);
      this.kept += part.length;
    }
    if (this.read <= KEPT_BYTES) return;
    this.answer(true);
    if (this.read > MAX_DISCARDED) controller.abort(new DialError('aborted', 'Enough was read'));
  }

  onResponseEnd(): void {
    this.controller = undefined;
    this.answer(false);
    this.finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // Dialling ended before the deadline did, because it had begun for an earlier request: dial again.
    if (!this.settled && !this.maybeSent && error instanceof DialError && error.code === 'timeout') {
      setImmediate(redispatch, this);
      return;
    }
    this.end(failureOf(error));
  }

  /** @internal */
  again(): void {
    if (!this.settled) this.wire.dispatch(this.options, this);
  }

  /** @internal */
  timeOut(): void {
    this.end({ code: 'timeout', message: 'Connection timeout' });
  }

  /** @internal The request's signal was aborted by our own side, so that an answer that has begun does not count. */
  abort(): void {
    this.fail({ code: 'aborted', message: 'Aborted' });
    this.finish();
  }

  /** Ends the exchange: with the answer if its head is there, with the failure otherwise. */
  private end(failure: Failure): void {
    if (this.statusCode > 0) this.answer(true);
    else this.fail(failure);
    this.finish();
  }

  private answer(bodyCut: boolean): void {
    if (this.settled) return;
    this.settled = true;
    this.resolve({
      kind: 'response',
      statusCode: this.statusCode,
      headers: this.headers,
      body: responseText(this.chunks, this.kept, bodyCut),
      bodyCut,
      durationMs: this.duration(),
    });
  }

  private fail(failure: Failure): void {
    if (this.settled) return;
    this.settled = true;
    this.resolve({ kind: 'failure', ...failure, maybeSent: this.maybeSent, durationMs: this.duration() });
  }

  /** Lets go of the timer, the signal and, if it is still in use, the connection. */
  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    clearTimeout(this.timer);
    if (this.request.signal !== undefined) underWay.get(this.request.signal)?.delete(this);
    this.wire.leave();
    this.controller?.abort(new DialError('aborted', 'Finished'));
    this.controller = undefined;
  }

  private duration(): number {
    return Math.round(performance.now() - this.began);
  }
}

/**
 * Exchanges under way by their signal. Many requests share one, and a listener for each took 1.2 of the 14.5 µs that a
 * request costs here.
 */
const underWay = new WeakMap<AbortSignal, Set<Exchange>>();

function watch(signal: AbortSignal, exchange: Exchange): void {
  const known = underWay.get(signal);
  if (known !== undefined) {
    known.add(exchange);
    return;
  }
  const exchanges = new Set([exchange]);
  underWay.set(signal, exchanges);
  signal.addEventListener('abort', () => exchanges.forEach((each) => each.abort()), { once: true });
}

function deadlinePassed(exchange: Exchange): void {
  exchange.timeOut();
}

function redispatch(exchange: Exchange): void {
  exchange.again();
}

function flatten(headers: Record<string, string | string[]>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    flat[name] = storable(typeof value === 'string' ? value : (value ?? []).join(', '));
  }
  return flat;
}
