import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createSender, type SendOutcome } from '@posthorn/egress';
import { serveNames, type Zone } from '../support/dns-server.js';
import { FORBIDDEN_NAMES, forbiddenUrls, PUBLIC_ADDRESSES } from '../support/forbidden.js';
import { sendUnguarded } from '../support/unguarded.js';

/** What came of an attack inside a network where every forbidden address answers. */
export interface NamespaceReport {
  /** Local addresses that a connection arrived at while the guard was on, public ones left out. */
  readonly reached: readonly string[];
  readonly attempts: number;
  readonly blocked: number;
  /** How many of the same URLs arrive without a guard. */
  readonly reachedWithoutGuard: number;
  readonly controls: readonly string[];
  readonly ownAddress: string;
}

const described = (outcome: SendOutcome): string =>
  outcome.kind === 'response' ? String(outcome.statusCode) : outcome.code;

async function attack(): Promise<NamespaceReport> {
  const arrived: string[] = [];
  const server = createServer(
    (incoming, response) => void incoming.resume().on('end', () => response.writeHead(204).end()),
  );
  server.on('connection', (socket: Socket) => arrived.push((socket.localAddress ?? '').replace(/^::ffff:(?=\d)/, '')));
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const { port } = server.address() as AddressInfo;

  const flips = new Map<string, number>();
  const names = await serveNames((name) => zoneOf(name, flips));
  const options = { allowHttp: true, nameServers: [names.address], denyOwnAddresses: false };
  const sender = createSender(options);
  const send = (url: string): Promise<SendOutcome> => sender.send({ url, headers: {}, body: '{}', timeoutMs: 5000 });

  const urls = [...forbiddenUrls(port), ...Object.keys(FORBIDDEN_NAMES).map((name) => `http://${name}:${port}/`)];
  const outcomes = await Promise.all(urls.map(send));
  const rebound = await rebind(send, port, arrived);
  const reached = arrived.filter((address) => !PUBLIC_ADDRESSES.includes(address as never));

  const controls: string[] = [];
  for (const address of PUBLIC_ADDRESSES) {
    const host = address.includes(':') ? `[${address}]` : address;
    controls.push(described(await send(`http://${host}:${port}/`)));
  }
  controls.push(described(await send(`http://public.test:${port}/`)));
  await sender.close();

  const careful = createSender({ allowHttp: true });
  const own = await careful.send({ url: `http://8.8.8.8:${port}/`, headers: {}, body: '{}', timeoutMs: 5000 });
  await careful.close();

  const before = arrived.length;
  await Promise.all(urls.map(sendUnguarded));
  const reachedWithoutGuard = arrived.length - before;
  server.close();
  server.closeAllConnections();
  await names.close();
  const blocked = outcomes.filter((outcome) => outcome.kind === 'failure' && !outcome.maybeSent).length;
  return {
    reached: [...reached, ...rebound],
    attempts: urls.length,
    blocked,
    reachedWithoutGuard,
    controls,
    ownAddress: described(own),
  };
}

/** A name that is public at one lookup and private at the next, again and again. Gives the forbidden arrivals. */
async function rebind(send: (url: string) => Promise<SendOutcome>, port: number, arrived: string[]): Promise<string[]> {
  const before = arrived.length;
  for (let round = 0; round < 20; round += 1) await send(`http://flip-${round % 4}.test:${port}/`);
  return arrived.slice(before).filter((address) => !PUBLIC_ADDRESSES.includes(address as never));
}

function zoneOf(name: string, flips: Map<string, number>): Zone {
  if (name === 'public.test') return { a: ['8.8.8.8'], aaaa: ['2606:4700:4700::1111'] };
  if (name.startsWith('flip-')) {
    const count = flips.get(name) ?? 0;
    flips.set(name, count + 1);
    return { a: [Math.floor(count / 2) % 2 === 0 ? '8.8.8.8' : '127.0.0.1'] };
  }
  const addresses = FORBIDDEN_NAMES[name];
  if (addresses === undefined) return 'missing';
  const six = addresses.filter((address) => address.includes(':'));
  return { a: addresses.filter((address) => !address.includes(':')), aaaa: six };
}

process.stdout.write(`${JSON.stringify(await attack())}\n`);
