import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSender, DnsResolver } from '@posthorn/egress';
import { closing } from './support/cleanup.js';
import { serveNames, type Zone } from './support/dns-server.js';
import { BODY, receive } from './support/servers.js';

const use = closing();

async function resolver(
  zones: Readonly<Record<string, Zone>>,
  hostsFile: string | null = null,
): Promise<DnsResolver & { asked: string[] }> {
  const server = use(await serveNames((name) => zones[name] ?? 'missing'));
  const made = use(new DnsResolver({ servers: [server.address], hostsFile }));
  return Object.assign(made, { asked: server.asked });
}

describe('The built-in resolver', () => {
  it('gives the addresses of both families', async () => {
    const one = await resolver({ 'both.test': { a: ['203.0.114.1', '203.0.114.2'], aaaa: ['2606:4700::1'] } });
    const found = await one.resolve('both.test', 20_000);
    expect(found.source).toBe('dns');
    expect([...found.addresses].sort()).toEqual(['203.0.114.1', '203.0.114.2', '2606:4700::1']);
  });

  it('gives those of one family when the other has none', async () => {
    const one = await resolver({ 'four.test': { a: ['203.0.114.1'] }, 'six.test': { aaaa: ['2606:4700::1'] } });
    expect(await one.resolve('four.test', 20_000)).toMatchObject({ addresses: ['203.0.114.1'] });
    expect(await one.resolve('six.test', 20_000)).toMatchObject({ addresses: ['2606:4700::1'] });
  });

  it('does not wait long for a family that is never answered', async () => {
    const one = await resolver({ 'half.test': { a: ['203.0.114.1'], aaaa: 'silent' } });
    const began = performance.now();
    expect(await one.resolve('half.test', 20_000)).toMatchObject({ addresses: ['203.0.114.1'] });
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('says that a name was not found when it does not exist or never answers', async () => {
    const one = await resolver({ 'silent.test': 'silent', 'empty.test': {} });
    for (const name of ['missing.test', 'empty.test', 'silent.test']) {
      await expect(one.resolve(name, 300)).rejects.toMatchObject({ name: 'ResolveError', code: 'host_not_found' });
    }
  });

  it('answers for other names, and leaves files readable, while hundreds of names never answer', async () => {
    const one = await resolver({ 'good.test': { a: ['203.0.114.1'] }, ...silentNames(300) });
    let ended = 0;
    const silent = Array.from({ length: 300 }, (_, index) =>
      one.resolve(`n${index}.silent.test`, 60_000).catch(() => void (ended += 1)),
    );
    expect(await one.resolve('good.test', 20_000)).toMatchObject({ addresses: ['203.0.114.1'] });
    await readFile(new URL(import.meta.url));
    expect(ended).toBe(0);
    one.close();
    await Promise.all(silent);
  });

  it('never asks about localhost and about what cannot exist', async () => {
    const one = await resolver({});
    expect(await one.resolve('localhost', 2000)).toEqual({ addresses: ['127.0.0.1', '::1'], source: 'local' });
    expect(await one.resolve('app.localhost', 20_000)).toMatchObject({ source: 'local' });
    await expect(one.resolve('receiver.invalid', 2000)).rejects.toMatchObject({ code: 'host_not_found' });
    expect(one.asked).toEqual([]);
  });

  it("believes the machine's hosts file first", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'posthorn-hosts-'));
    use({ close: () => rm(folder, { recursive: true }) });
    const file = join(folder, 'hosts');
    await writeFile(file, '# comment\n10.0.0.5\tDB.test db # the database\nfd00::5 db.test\nnonsense line\n\n');
    const one = await resolver({ 'db.test': { a: ['203.0.114.1'] } }, file);
    expect(await one.resolve('db.test', 2000)).toEqual({ addresses: ['10.0.0.5', 'fd00::5'], source: 'local' });
    expect(await one.resolve('db', 20_000)).toMatchObject({ addresses: ['10.0.0.5'] });
    const without = await resolver({ 'db.test': { a: ['203.0.114.1'] } }, join(folder, 'none'));
    expect(await without.resolve('db.test', 20_000)).toMatchObject({ source: 'dns' });
  });
});

describe('A sender', () => {
  it('asks the name servers that it was given, and judges what they say', async () => {
    const receiver = use(await receive());
    const zones: Readonly<Record<string, Zone>> = {
      'opened.test': { a: ['127.0.0.1'] },
      'half-open.test': { a: ['127.0.0.1', '10.0.0.1'] },
      'embedded.test': { aaaa: ['::ffff:7f00:1'] },
    };
    const names = use(await serveNames((name) => zones[name] ?? 'missing'));
    const sender = use(
      createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1'], nameServers: [names.address] }),
    );
    const send = (host: string): Promise<unknown> =>
      sender.send({ url: `http://${host}:${receiver.port}/`, headers: {}, body: BODY, timeoutMs: 20_000 });
    expect(await send('opened.test')).toMatchObject({ kind: 'response', statusCode: 204 });
    expect(await send('half-open.test')).toMatchObject({ code: 'blocked_destination' });
    expect(await send('embedded.test')).toMatchObject({ code: 'blocked_destination' });
    expect(await send('missing.test')).toMatchObject({ code: 'host_not_found' });
    expect(receiver.connections()).toBe(1);
  });
});

function silentNames(count: number): Record<string, Zone> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}.silent.test`, 'silent' as const]));
}
