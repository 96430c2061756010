import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { context, ROOT_CONTEXT, trace, type ContextManager } from '@opentelemetry/api';

import { Receiver, startTestApp, type TestApp } from './support/index.js';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** What an SDK would install, reduced to one span that is always active. */
function alwaysWithin(span: typeof SPAN): ContextManager {
  const active = trace.setSpanContext(ROOT_CONTEXT, span);
  const manager: ContextManager = {
    active: () => active,
    with: (_, work, self, ...given) => work.apply(self as never, given),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

describe('a trace', () => {
  let app: TestApp;
  let receiver: Receiver;
  beforeAll(async () => {
    context.setGlobalContextManager(alwaysWithin(SPAN));
    [app, receiver] = await Promise.all([startTestApp(), Receiver.start()]);
  });
  afterAll(async () => {
    context.disable();
    await app.close();
    await receiver.stop();
  });

  it('goes on from the change to the request that tells of it', async () => {
    const { client } = await app.project();
    await client.expect(201, client.post('/v1/webhooks', { url: receiver.url('/traced'), events: ['user.*'] }));
    await client.expect(201, client.post('/v1/users', { name: 'A', email: 'a@example.com' }));
    const [request] = await receiver.waitFor('/traced', 1);
    expect(request?.headers['traceparent']).toBe(`00-${SPAN.traceId}-${SPAN.spanId}-01`);
  });
});
