/** A way of carrying an IPv4 address in an IPv6 one: the leading bytes, and where the four bytes are. */
interface Carrier {
  readonly prefix: readonly number[];
  readonly at: number;
  /** Teredo stores the client's address with every bit flipped. */
  readonly inverted?: boolean;
}

const zeros = (count: number): readonly number[] => new Array<number>(count).fill(0);

const CARRIERS: readonly Carrier[] = [
  // Mapped, ::ffff:0:0/96, and compatible, ::/96.
  { prefix: [...zeros(10), 0xff, 0xff], at: 12 },
  { prefix: zeros(12), at: 12 },
  // Translated, ::ffff:0:0:0/96.
  { prefix: [...zeros(8), 0xff, 0xff, 0, 0], at: 12 },
  // NAT64: the well-known prefix, and the local one in its usual /96 shape.
  { prefix: [0x00, 0x64, 0xff, 0x9b, ...zeros(8)], at: 12 },
  { prefix: [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01], at: 12 },
  // 6to4.
  { prefix: [0x20, 0x02], at: 2 },
  // Teredo: the server's address, and the client's.
  { prefix: [0x20, 0x01, 0x00, 0x00], at: 4 },
  { prefix: [0x20, 0x01, 0x00, 0x00], at: 12, inverted: true },
];

/** The IPv4 addresses inside the 16 bytes of an IPv6 address. `::` and `::1` are addresses of their own. */
export function embeddedIpv4(bytes: readonly number[]): readonly string[] {
  if (bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1) return [];
  return CARRIERS.filter(({ prefix }) => prefix.every((byte, index) => bytes[index] === byte)).map((carrier) =>
    bytes
      .slice(carrier.at, carrier.at + 4)
      .map((byte) => (carrier.inverted === true ? byte ^ 0xff : byte))
      .join('.'),
  );
}
