import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressPolicy } from '../address/address-policy.js';
import { Dialler, openTcpSocket } from '../dial/dialler.js';
import type { AllowedUrl } from '../url/check-url.js';
import { Origins, type OriginsOptions } from './origins.js';

const system = { verify: true };
const url = (hostname: string): AllowedUrl => ({
  ok: true,
  protocol: 'https:',
  origin: `https://${hostname}`,
  hostname,
  port: 443,
  path: '/',
});

const made: Origins[] = [];
afterEach(async () => {
  for (const origins of made.splice(0)) await origins.close();
});

function origins(change: Partial<OriginsOptions> = {}): Origins {
  const resolver = { resolve: () => Promise.reject(new Error('nothing is resolved here')) };
  const dialler = new Dialler(new AddressPolicy(['127.0.0.1']), resolver, openTcpSocket);
  const one = new Origins(dialler, { connectionsPerOrigin: 2, maxOrigins: 3, keepAliveMs: 4000, ...change });
  made.push(one);
  return one;
}

describe('Connections', () => {
  it('are shared by requests to one origin under one TLS policy, and by no others', () => {
    const one = origins({ maxOrigins: 100 });
    const keys = [system, { verify: false }].map((policy) => one.for(url('a.test'), policy));
    expect(new Set(keys).size).toBe(2);
    expect(one.for(url('a.test'), { verify: true })).toBe(keys[0]);
    expect(one.for(url('b.test'), system)).not.toBe(keys[0]);
  });

  it('to the longest unused origins are given up when there are too many', () => {
    const one = origins();
    const first = one.for(url('a.test'), system);
    one.sweep();
    for (const host of ['b.test', 'c.test']) one.for(url(host), system);
    one.for(url('d.test'), system);
    expect(one.size).toBe(3);
    expect(one.for(url('a.test'), system)).not.toBe(first);
  });

  it('that are in use are never given up', () => {
    const one = origins();
    const busy = ['a.test', 'b.test', 'c.test', 'd.test'].map((host) => {
      const origin = one.for(url(host), system);
      origin.enter();
      return origin;
    });
    expect(one.size).toBe(4);
    for (let sweep = 0; sweep < 100; sweep += 1) one.sweep();
    expect(one.size).toBe(4);
    for (const origin of busy) origin.leave();
    for (let sweep = 0; sweep < 100; sweep += 1) one.sweep();
    expect(one.size).toBe(0);
  });

  it('to an unused origin are given up after a while, which a request begins anew', () => {
    const one = origins();
    const origin = one.for(url('a.test'), system);
    for (let sweep = 0; sweep < 40; sweep += 1) one.sweep();
    expect(one.for(url('a.test'), system)).toBe(origin);
    origin.enter();
    origin.leave();
    one.sweep();
    expect(one.for(url('a.test'), system)).toBe(origin);
    for (let sweep = 0; sweep < 41; sweep += 1) one.sweep();
    expect(one.size).toBe(0);
  });

  it('to ten thousand origins stay bounded', async () => {
    const server: Server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect((server.address() as AddressInfo).port).toBeGreaterThan(0);
    const one = origins({ maxOrigins: 50 });
    for (let count = 0; count < 10_000; count += 1) one.for(url(`r${count}.test`), system);
    expect(one.size).toBe(50);
    await new Promise((resolve) => server.close(resolve));
  });
});
