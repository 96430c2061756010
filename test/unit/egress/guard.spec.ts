import { describe, expect, it } from '@jest/globals';
import { connect, Socket } from 'node:net';
import {
  createSender,
  EgressGuard,
  ResolveError,
  type EgressOptions,
  type EgressPorts,
  type SendOutcome,
} from '@posthorn/egress';
import { closing } from './support/cleanup.js';
import { TableResolver } from './support/resolvers.js';
import { BODY, receive } from './support/servers.js';

const use = closing();
const BLOCKED = { kind: 'failure', code: 'blocked_destination', message: 'Blocked destination', maybeSent: false };
const PUBLIC = '203.0.114.7';

/** A dialler that leads every address to one local port, and remembers which addresses were dialled. */
function stubbed(port: () => number): { dialled: string[]; openSocket: NonNullable<EgressPorts['openSocket']> } {
  const dialled: string[] = [];
  const openSocket = (address: string): Socket => {
    dialled.push(address);
    const socket = connect({ host: '127.0.0.1', port: port() });
    // What the operating system would report for an address that really was dialled.
    Object.defineProperty(socket, 'remoteAddress', { value: address });
    return socket;
  };
  return { dialled, openSocket };
}

function send(guard: EgressGuard, url: string, timeoutMs = 20_000): Promise<SendOutcome> {
  const sender = use(createSender(guard));
  return sender.send({ url, headers: {}, body: BODY, timeoutMs });
}

const guardWith = (options: Partial<EgressOptions>, ports: EgressPorts = {}): EgressGuard =>
  new EgressGuard({ allowHttp: true, ...options }, ports);

describe('A name', () => {
  it('that resolves to a public address is delivered to, at the address that was judged', async () => {
    const receiver = use(await receive());
    const stub = stubbed(() => receiver.port);
    const resolver = new TableResolver({ 'receiver.test': [PUBLIC] });
    expect(await send(guardWith({ resolver }, stub), 'http://receiver.test/')).toMatchObject({ statusCode: 204 });
    expect(stub.dialled).toEqual([PUBLIC]);
    expect(receiver.requests[0]?.headers.host).toBe('receiver.test');
  });

  it.each([
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['169.254.169.254'],
    ['10.0.0.1'],
    ['168.63.129.16'],
    ['0.0.0.0'],
    ['fe80::1'],
    ['not an address'],
  ])('that resolves to %s is blocked, and no socket is opened', async (address) => {
    const canary = use(await receive());
    const stub = stubbed(() => canary.port);
    const resolver = new TableResolver({ 'rebound.test': [address] });
    expect(await send(guardWith({ resolver }, stub), 'http://rebound.test/')).toMatchObject(BLOCKED);
    expect([stub.dialled, canary.connections()]).toEqual([[], 0]);
  });

  it.each([
    [[PUBLIC, '127.0.0.1']],
    [['127.0.0.1', PUBLIC]],
    [[PUBLIC, '::1']],
    [[...Array.from({ length: 511 }, (_, index) => `203.0.${115 + (index >> 8)}.${index % 256}`), '10.0.0.1']],
  ])('that resolves to public and forbidden addresses at once is blocked altogether', async (addresses) => {
    const stub = stubbed(() => 1);
    const resolver = new TableResolver({ 'mixed.test': addresses });
    expect(await send(guardWith({ resolver }, stub), 'http://mixed.test/')).toMatchObject(BLOCKED);
    expect(stub.dialled).toEqual([]);
  });

  it('that was public when it was checked and is private when it is connected to is blocked', async () => {
    const canary = use(await receive());
    const stub = stubbed(() => canary.port);
    let answers = 0;
    const resolver = new TableResolver({ 'rebound.test': () => (answers++ === 0 ? [PUBLIC] : ['127.0.0.1']) });
    const before = guardWith({ resolver }, stub);
    expect(await before.checkDestination('http://rebound.test/')).toEqual({ ok: true, resolved: true });
    expect(await send(guardWith({ resolver }, stub), 'http://rebound.test/')).toMatchObject(BLOCKED);
    expect([stub.dialled, canary.connections()]).toEqual([[], 0]);
  });

  it('is resolved once for a connection, so that what was judged is what is dialled', async () => {
    const receiver = use(await receive());
    const stub = stubbed(() => receiver.port);
    let answers = 0;
    const resolver = new TableResolver({ 'flips.test': () => (answers++ % 2 === 0 ? [PUBLIC] : ['127.0.0.1']) });
    const outcome = await send(guardWith({ resolver }, stub), 'http://flips.test/');
    expect(outcome).toMatchObject({ kind: 'response' });
    expect([resolver.asked, stub.dialled]).toEqual([['flips.test'], [PUBLIC]]);
  });

  it('whose first address is dead is delivered to at the next one', async () => {
    const receiver = use(await receive());
    const stub = stubbed(() => receiver.port);
    const openSocket: NonNullable<EgressPorts['openSocket']> = (address, port) =>
      address === '203.0.114.1' ? new Socket() : stub.openSocket(address, port);
    const resolver = new TableResolver({ 'two.test': ['203.0.114.1', '2606:4700::1', PUBLIC] });
    expect(await send(guardWith({ resolver }, { openSocket }), 'http://two.test/')).toMatchObject({ statusCode: 204 });
    expect(stub.dialled).toEqual(['2606:4700::1']);
  });

  it('whose first address refuses is delivered to at the next one', async () => {
    const receiver = use(await receive());
    const stub = stubbed(() => receiver.port);
    const openSocket: NonNullable<EgressPorts['openSocket']> = (address, port) =>
      address === '203.0.114.1' ? connect({ host: '127.0.0.1', port: 1 }) : stub.openSocket(address, port);
    const resolver = new TableResolver({ 'two.test': ['203.0.114.1', PUBLIC] });
    const outcome = await send(guardWith({ resolver }, { openSocket }), 'http://two.test/');
    expect(outcome).toMatchObject({ statusCode: 204 });
  });

  it('none of whose addresses answers is left at the one deadline', async () => {
    const resolver = new TableResolver({ 'dead.test': ['203.0.114.1', '203.0.114.2', '203.0.114.3'] });
    const opened: Socket[] = [];
    const openSocket = (): Socket => {
      const socket = new Socket();
      opened.push(socket);
      return socket;
    };
    const guard = guardWith({ resolver }, { openSocket });
    const outcome = await send(guard, 'http://dead.test/', 1500);
    expect(outcome).toMatchObject({ code: 'timeout', message: 'Connection timeout', maybeSent: false });
    expect(opened).toHaveLength(3);
    guard.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.every((socket) => socket.destroyed)).toBe(true);
  });

  it('that has no address is not found, and nothing is dialled', async () => {
    const stub = stubbed(() => 1);
    const resolver = new TableResolver({});
    const outcome = await send(guardWith({ resolver }, stub), 'http://nowhere.test/');
    expect(outcome).toMatchObject({ code: 'host_not_found', message: 'Host not found', maybeSent: false });
    expect(outcome).not.toHaveProperty('senderFault');
    expect(stub.dialled).toEqual([]);
  });

  it('that no name server could be asked about is our own fault', async () => {
    const resolver = { resolve: () => Promise.reject(new ResolveError('resolver_unavailable', 'down')) };
    const outcome = await send(guardWith({ resolver }), 'http://receiver.test/');
    expect(outcome).toMatchObject({ code: 'host_not_found', senderFault: true });
  });

  it('that a resolver throws nonsense about is not found', async () => {
    const resolver = { resolve: () => Promise.reject(new TypeError('broken')) };
    expect(await send(guardWith({ resolver }), 'http://receiver.test/')).toMatchObject({ code: 'host_not_found' });
  });

  it('that never resolves is left at the deadline', async () => {
    const resolver = { resolve: () => new Promise<never>(() => undefined) };
    expect(await send(guardWith({ resolver }), 'http://silent.test/', 200)).toMatchObject({ code: 'timeout' });
  });
});

describe('A socket that turns out to lead elsewhere', () => {
  it('is closed before the first byte, and the destination is blocked', async () => {
    const canary = use(await receive());
    const resolver = new TableResolver({ 'receiver.test': [PUBLIC] });
    const openSocket = (): Socket => connect({ host: '127.0.0.1', port: canary.port });
    expect(await send(guardWith({ resolver }, { openSocket }), 'http://receiver.test/')).toMatchObject(BLOCKED);
    expect(canary.requests).toEqual([]);
  });
});

describe('A socket that reports an IPv4 peer in the form of IPv6', () => {
  it('leads to that address and to no other', async () => {
    const receiver = use(await receive());
    const resolver = new TableResolver({ 'receiver.test': [PUBLIC] });
    const reporting = (address: string) => (): Socket => {
      const socket = connect({ host: '127.0.0.1', port: receiver.port });
      Object.defineProperty(socket, 'remoteAddress', { value: address });
      return socket;
    };
    const sent = async (address: string): Promise<SendOutcome> =>
      send(guardWith({ resolver }, { openSocket: reporting(address) }), 'http://receiver.test/');
    expect(await sent(`::ffff:${PUBLIC}`)).toMatchObject({ statusCode: 204 });
    for (const other of ['::ffff:203.0.114.8', `::${PUBLIC}`, `64:ff9b::${PUBLIC}`, 'nonsense', '']) {
      expect([other, await sent(other)]).toMatchObject([other, BLOCKED]);
    }
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('A blocked destination', () => {
  it('looks the same whether something listens there or not', async () => {
    const open = use(await receive());
    const closed = await receive();
    await closed.close();
    const urls = [`http://127.0.0.1:${open.port}/`, `http://127.0.0.1:${closed.port}/`, 'http://240.0.0.1/'];
    const outcomes = await Promise.all(urls.map((url) => send(guardWith({}), url)));
    for (const outcome of outcomes) {
      expect({ ...outcome, durationMs: 0 }).toEqual({ ...BLOCKED, durationMs: 0 });
      expect(outcome.durationMs).toBeLessThan(5000);
    }
    expect(open.connections()).toBe(0);
  });

  it('is one whose URL breaks a rule too, however it came to be stored', async () => {
    const receiver = use(await receive());
    const allowedAddresses = ['127.0.0.1'];
    const at = (scheme: string, user = '', rest = ''): string =>
      `${scheme}://${user}127.0.0.1:${receiver.port}/${rest}`;
    for (const [options, url] of [
      [{ allowedAddresses, allowHttp: false }, at('http')],
      [{ allowedAddresses, allowedPorts: [443] }, at('http')],
      [{ allowedAddresses }, at('http', 'user:password@')],
      [{ allowedAddresses }, at('http', '', '#part')],
      [{ allowedAddresses }, at('ftp')],
      [{ allowedAddresses }, `http://2130706433:${receiver.port}/`],
    ] as const) {
      expect([url, await send(guardWith(options), url)]).toMatchObject([url, BLOCKED]);
    }
    expect(receiver.connections()).toBe(0);
  });

  it('is opened by allowing its address, and only that', async () => {
    const receiver = use(await receive());
    const allowedAddresses = ['127.0.0.1'];
    const url = `http://127.0.0.1:${receiver.port}/`;
    expect(await send(guardWith({ allowedAddresses }), url)).toMatchObject({ statusCode: 204 });
    expect(await send(guardWith({ allowedAddresses: ['127.0.0.2'] }), url)).toMatchObject(BLOCKED);
    expect(receiver.connections()).toBe(1);
  });

  it('stays blocked in another form when its address is allowed', async () => {
    const receiver = use(await receive(undefined, undefined, '::'));
    const guard = (): EgressGuard => guardWith({ allowedAddresses: ['127.0.0.0/8'] });
    for (const host of ['[::ffff:7f00:1]', '[::7f00:1]', '[64:ff9b::7f00:1]', '0.0.0.0', '[::]']) {
      expect(await send(guard(), `http://${host}:${receiver.port}/`)).toMatchObject(BLOCKED);
    }
    expect(receiver.connections()).toBe(0);
  });
});

describe('localhost', () => {
  it('is delivered to at those of its addresses that are allowed', async () => {
    const receiver = use(await receive());
    const url = `http://localhost:${receiver.port}/`;
    expect(await send(guardWith({ allowedAddresses: ['127.0.0.1'] }), url)).toMatchObject({ statusCode: 204 });
    expect(await send(guardWith({ allowedAddresses: ['10.0.0.0/8'] }), url)).toMatchObject(BLOCKED);
    expect(await send(guardWith({}), url)).toMatchObject(BLOCKED);
    expect(receiver.connections()).toBe(1);
  });
});

describe('Checking a destination while it is written down', () => {
  const resolver = new TableResolver({ 'public.test': [PUBLIC], 'inside.test': ['10.0.0.1'] });
  const guard = guardWith({ resolver, allowHttp: false });

  it('accepts a public one', async () => {
    expect(await guard.checkDestination('https://public.test/hook')).toEqual({ ok: true, resolved: true });
  });

  it('refuses one that resolves to a forbidden address, without telling which', async () => {
    const check = await guard.checkDestination('https://inside.test/hook');
    expect(check).toMatchObject({ ok: false, code: 'destination_forbidden' });
    expect(JSON.stringify(check)).not.toContain('10.0.0.1');
  });

  it('lets one pass that does not resolve yet, and says so', async () => {
    expect(await guard.checkDestination('https://later.test/hook')).toEqual({ ok: true, resolved: false });
  });

  it('waits for a name server that never answers no longer than it was told to', async () => {
    const silent = guardWith({ resolver: { resolve: () => new Promise<never>(() => undefined) } });
    const began = performance.now();
    expect(await silent.checkDestination('http://silent.test/hook', 100)).toEqual({ ok: true, resolved: false });
    expect(performance.now() - began).toBeLessThan(20_000);
    silent.close();
  });

  it('refuses what the text alone condemns, without asking a name server', async () => {
    const before = resolver.asked.length;
    expect(await guard.checkDestination('http://public.test/')).toMatchObject({ code: 'url_http_not_allowed' });
    expect(await guard.checkDestination('https://127.0.0.1/')).toMatchObject({ code: 'url_address_forbidden' });
    expect(await guard.checkDestination(42)).toMatchObject({ code: 'url_malformed' });
    expect(resolver.asked).toHaveLength(before);
  });
});
