import { describe, expect, it } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { connectionTimeout, DialError } from '../dial/dial-error.js';
import type { OutboundRequest, SendOutcome } from '../sender.js';
import { Exchange, type Wire } from './exchange.js';

type Handler = Required<
  Pick<
    Dispatcher.DispatchHandler,
    'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'
  >
>;

/** A wire that hands its handler to the test, which plays the HTTP client. */
class ManualWire implements Wire {
  readonly handlers: Handler[] = [];
  underWay = 0;

  dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.handlers.push(handler as Handler);
  }

  enter(): void {
    this.underWay += 1;
  }

  leave(): void {
    this.underWay -= 1;
  }
}

class Controller {
  aborts = 0;
  readonly aborted = false;
  readonly paused = false;
  readonly reason = null;
  abort(): void {
    this.aborts += 1;
  }
  pause(): void {
    throw new Error('nothing is paused');
  }
  resume(): void {
    throw new Error('nothing is resumed');
  }
}

function begin(change: Partial<OutboundRequest> = {}): {
  wire: ManualWire;
  controller: Dispatcher.DispatchController & Controller;
  outcomes: SendOutcome[];
} {
  const wire = new ManualWire();
  const outcomes: SendOutcome[] = [];
  const request = { url: 'http://receiver.test/', headers: {}, body: '{}', timeoutMs: 60_000, ...change };
  Exchange.begin(wire, { path: '/', method: 'POST' }, request, (outcome) => outcomes.push(outcome));
  return { wire, controller: new Controller(), outcomes };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('An exchange', () => {
  it('dials again when dialling ended, unsent, before the deadline did', async () => {
    const { wire, controller, outcomes } = begin();
    wire.handlers[0]?.onResponseError(controller, connectionTimeout());
    await turn();
    expect([wire.handlers.length, outcomes.length, wire.underWay]).toEqual([2, 0, 1]);
    wire.handlers[1]?.onResponseError(controller, new DialError('connection_refused', 'Connection refused'));
    await turn();
    expect(outcomes).toMatchObject([{ code: 'connection_refused', maybeSent: false }]);
    expect([wire.handlers.length, wire.underWay]).toEqual([2, 0]);
  });

  it('never sends again what may have been sent', async () => {
    const { wire, controller, outcomes } = begin();
    wire.handlers[0]?.onRequestStart(controller, undefined);
    wire.handlers[0]?.onResponseError(controller, connectionTimeout());
    await turn();
    expect(wire.handlers).toHaveLength(1);
    expect(outcomes).toMatchObject([{ code: 'timeout', maybeSent: true }]);
  });

  it('does not dial again once it has ended', async () => {
    const abort = new AbortController();
    const { wire, controller, outcomes } = begin({ signal: abort.signal });
    wire.handlers[0]?.onResponseError(controller, connectionTimeout());
    abort.abort();
    await turn();
    expect(wire.handlers).toHaveLength(1);
    expect(outcomes).toMatchObject([{ code: 'aborted', maybeSent: false }]);
  });

  it('has one outcome, whatever is said afterwards, and gives its place back once', () => {
    const { wire, controller, outcomes } = begin();
    const [handler] = wire.handlers;
    handler?.onRequestStart(controller, undefined);
    handler?.onResponseStart(controller, 200, { 'x-a': ['b', 'c'] });
    handler?.onResponseData(controller, Buffer.from('ok'));
    handler?.onResponseEnd(controller, {});
    handler?.onResponseError(controller, new Error('late'));
    handler?.onResponseEnd(controller, {});
    expect(outcomes).toMatchObject([
      { kind: 'response', statusCode: 200, headers: { 'x-a': 'b, c' }, body: 'ok', bodyCut: false },
    ]);
    expect([wire.underWay, controller.aborts]).toEqual([0, 0]);
  });

  it('that is aborted while its answer comes in is aborted', () => {
    const abort = new AbortController();
    const { wire, controller, outcomes } = begin({ signal: abort.signal });
    wire.handlers[0]?.onRequestStart(controller, undefined);
    wire.handlers[0]?.onResponseStart(controller, 200, {});
    abort.abort();
    expect(outcomes).toMatchObject([{ kind: 'failure', code: 'aborted', maybeSent: true }]);
    expect(controller.aborts).toBe(1);
  });

  it('keeps reading a little after the outcome, so that the connection can be kept, and no further', () => {
    const { wire, controller, outcomes } = begin();
    const [handler] = wire.handlers;
    handler?.onRequestStart(controller, undefined);
    handler?.onResponseStart(controller, 200, {});
    handler?.onResponseData(controller, Buffer.alloc(60_000, 'x'));
    expect(outcomes).toMatchObject([{ bodyCut: true, body: 'x'.repeat(16_384) }]);
    expect([wire.underWay, controller.aborts]).toEqual([1, 0]);
    handler?.onResponseData(controller, Buffer.alloc(80_000, 'x'));
    expect(controller.aborts).toBe(1);
    handler?.onResponseError(controller, new Error('aborted'));
    expect([outcomes.length, wire.underWay]).toEqual([1, 0]);
  });
});
