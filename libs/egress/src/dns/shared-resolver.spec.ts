import { describe, expect, it } from '@jest/globals';
import { ResolveError, type Resolution } from './resolver.js';
import { SharedResolver } from './shared-resolver.js';

interface Asked {
  readonly name: string;
  readonly answer: (addresses: readonly string[]) => void;
  readonly fail: (error: unknown) => void;
}

function shared(): { resolver: SharedResolver; asked: Asked[]; clock: { ms: number } } {
  const asked: Asked[] = [];
  const clock = { ms: 0 };
  const inner = {
    resolve: (name: string) =>
      new Promise<Resolution>((resolve, reject) => {
        asked.push({ name, answer: (addresses) => resolve({ addresses, source: 'dns' }), fail: reject });
      }),
  };
  return { resolver: new SharedResolver(inner, () => clock.ms), asked, clock };
}

const notFound = (): ResolveError => new ResolveError('host_not_found', 'no');

describe('Lookups', () => {
  it('of one name at the same time are one', async () => {
    const { resolver, asked } = shared();
    const answers = Promise.all(Array.from({ length: 64 }, () => resolver.resolve('a.test', 1000)));
    expect(asked).toHaveLength(1);
    asked[0]?.answer(['203.0.114.1']);
    expect((await answers).every(({ addresses }) => addresses[0] === '203.0.114.1')).toBe(true);
  });

  it('are answered from memory for a second and not longer', async () => {
    const { resolver, asked, clock } = shared();
    const first = resolver.resolve('a.test', 1000);
    asked[0]?.answer(['203.0.114.1']);
    await first;
    clock.ms = 999;
    await resolver.resolve('a.test', 1000);
    expect(asked).toHaveLength(1);
    clock.ms = 1000;
    const again = resolver.resolve('a.test', 1000);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(['203.0.114.2']);
    expect(await again).toMatchObject({ addresses: ['203.0.114.2'] });
  });

  it('that fail are remembered too: briefly, and longer when the name was silent', async () => {
    const { resolver, asked, clock } = shared();
    const missing = resolver.resolve('missing.test', 1000);
    asked[0]?.fail(notFound());
    await expect(missing).rejects.toMatchObject({ code: 'host_not_found' });
    const silent = resolver.resolve('silent.test', 1000);
    clock.ms = 4000;
    asked[1]?.fail(notFound());
    await expect(silent).rejects.toMatchObject({ code: 'host_not_found' });
    clock.ms = 8999;
    await expect(resolver.resolve('silent.test', 1000)).rejects.toMatchObject({ code: 'host_not_found' });
    expect(asked).toHaveLength(2);
    void resolver.resolve('missing.test', 1000).catch(() => undefined);
    expect(asked).toHaveLength(3);
    clock.ms = 9000;
    void resolver.resolve('silent.test', 1000).catch(() => undefined);
    expect(asked).toHaveLength(4);
    resolver.close();
  });

  it('are bounded in number; one too many fails at once, as our own fault', async () => {
    const { resolver, asked } = shared();
    const under = Array.from({ length: 1000 }, (_, index) => resolver.resolve(`n${index}.test`, 60_000));
    const ends = Promise.allSettled(under);
    await expect(resolver.resolve('one-more.test', 1000)).rejects.toMatchObject({ code: 'resolver_unavailable' });
    asked[0]?.answer(['203.0.114.1']);
    await under[0];
    const later = resolver.resolve('another.test', 1000);
    expect(asked.at(-1)?.name).toBe('another.test');
    asked.at(-1)?.answer(['203.0.114.2']);
    await later;
    resolver.close();
    await ends;
  });

  it('end when the resolver is closed', async () => {
    const { resolver } = shared();
    const waiting = resolver.resolve('a.test', 60_000);
    resolver.close();
    await expect(waiting).rejects.toMatchObject({ code: 'resolver_unavailable' });
  });
});
