import { describe, expect, it } from '@jest/globals';
import { createSender, EgressConfigError, type EgressOptions, type GuardedSender } from '@posthorn/egress';
import { closing } from './support/cleanup.js';
import { BODY, listen, receive } from './support/servers.js';

const use = closing();
const sender = (change: Partial<EgressOptions> = {}): GuardedSender =>
  use(createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'], ...change }));
const to = (url: string): Parameters<GuardedSender['send']>[0] => ({ url, headers: {}, body: BODY, timeoutMs: 60_000 });

/** Sockets and timers of this process that keep something alive, by kind. */
const resources = (): string[] =>
  process.getActiveResourcesInfo().filter((kind) => /TCPSocket|TLSSocket|Timeout|ConnectWrap|GetAddrInfo/.test(kind));

describe('Closing a sender', () => {
  it('ends what is under way as aborted: waiting for an answer, for a connection, for a name', async () => {
    const hanging = use(await listen(() => undefined));
    const resolver = { resolve: () => new Promise<never>(() => undefined) };
    const one = sender({ resolver, connectionsPerOrigin: 1 });
    const answers = [
      one.send(to(`http://127.0.0.1:${hanging.port}/`)),
      one.send(to(`http://127.0.0.1:${hanging.port}/`)),
    ];
    answers.push(one.send(to('http://silent.test/')));
    while (hanging.connections() === 0) await new Promise((resolve) => setImmediate(resolve));
    await one.close();
    for (const outcome of await Promise.all(answers))
      expect(outcome).toMatchObject({ kind: 'failure', code: 'aborted' });
  });

  it('leaves no socket and no timer behind', async () => {
    const receiver = use(await receive());
    const hanging = use(await listen(() => undefined));
    const before = resources().length;
    const resolver = { resolve: () => new Promise<never>(() => undefined) };
    const one = sender({ resolver });
    await Promise.all(Array.from({ length: 10 }, () => one.send(to(`http://127.0.0.1:${receiver.port}/`))));
    const unfinished = [one.send(to(`http://127.0.0.1:${hanging.port}/`)), one.send(to('http://silent.test/'))];
    expect(resources().length).toBeGreaterThan(before);
    await one.close();
    await Promise.all(unfinished);
    await receiver.close();
    await hanging.close();
    // Handles are counted until the loop has come round to their close callbacks.
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(resources().length).toBeLessThanOrEqual(before);
  });

  it('may be asked for twice, and before anything was sent; afterwards nothing is', async () => {
    const receiver = use(await receive());
    const one = sender();
    await Promise.all([one.close(), one.close()]);
    expect(await one.send(to(`http://127.0.0.1:${receiver.port}/`))).toMatchObject({
      code: 'aborted',
      maybeSent: false,
    });
    expect(receiver.connections()).toBe(0);
  });
});

describe('The options of a sender', () => {
  it.each<Partial<EgressOptions>>([
    { allowedAddresses: ['10.0.0.0/33'] },
    { deniedAddresses: ['example.com'] },
    { allowedPorts: [70_000] },
    { connectionsPerOrigin: 0 },
    { maxOrigins: 1.5 },
    { keepAliveMs: -1 },
  ])('that make no sense are refused when it is made: %j', (options) => {
    expect(() => createSender(options)).toThrow(EgressConfigError);
  });

  it('keep their defaults when they are given as undefined', async () => {
    const one = use(
      createSender({ connectionsPerOrigin: undefined, allowedAddresses: undefined, allowHttp: undefined }),
    );
    expect(one.checkUrl('http://example.com/')).toMatchObject({ code: 'url_http_not_allowed' });
    expect(one.checkUrl('https://127.0.0.1/')).toMatchObject({ code: 'url_address_forbidden' });
  });
});
