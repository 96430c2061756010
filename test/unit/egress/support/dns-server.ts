import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

/** What the server does about a name: addresses by family, no such name, or silence. */
export type Zone =
  { readonly a?: readonly string[]; readonly aaaa?: readonly string[] | 'silent' } | 'silent' | 'missing';

const A = 1;
const AAAA = 28;
const HEADER_BYTES = 12;

/** A small authoritative name server on loopback. */
export async function serveNames(
  zones: (name: string) => Zone,
): Promise<{ address: string; asked: string[]; close(): Promise<void> }> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = question(query);
    asked.push(`${name} ${type === A ? 'A' : 'AAAA'}`);
    reply(socket, from, query, end, type, zones(name));
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const close = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  return { address: `127.0.0.1:${port}`, asked, close };
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(socket: Socket, to: RemoteInfo, query: Buffer, end: number, type: number, zone: Zone): void {
  if (zone === 'silent') return;
  const addresses = zone === 'missing' ? [] : ((type === A ? zone.a : type === AAAA ? zone.aaaa : []) ?? []);
  if (addresses === 'silent') return;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(zone === 'missing' ? 0x8583 : 0x8580, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const answers = addresses.map((address) => record(type, address));
  socket.send(Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...answers]), to.port, to.address);
}

function record(type: number, address: string): Buffer {
  const data = Buffer.from(type === A ? address.split('.').map(Number) : groups(address));
  const head = Buffer.alloc(HEADER_BYTES);
  // A pointer to the name in the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(0, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** The 16 bytes of an IPv6 address in the form `x::y`. */
function groups(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const parts = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16));
  const [left, right] = [parts(head), parts(tail)];
  const all = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}
