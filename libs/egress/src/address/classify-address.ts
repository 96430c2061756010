import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { embeddedIpv4 } from './embedded-ipv4.js';

/** What an address is, as far as sending to it goes. */
export interface AddressClass {
  /** In canonical form: dotted decimal, or compressed lower-case IPv6. */
  readonly address: string;
  readonly family: 4 | 6;
  /** ipaddr.js' name of the range (`loopback`, `private`, `unicast` …), or `platform`, or `outsideGlobalUnicast`. */
  readonly range: string;
  /** Public unicast: what deliveries may reach without an operator's leave. */
  readonly isPublic: boolean;
  /** Link-local, or an address on which a platform hands out credentials: opened by its exact address only. */
  readonly needsExactListing: boolean;
  /** Can never be a destination: unspecified (connecting to it reaches loopback), multicast, broadcast. */
  readonly isUnusable: boolean;
  /** The IPv4 addresses that this IPv6 address carries: mapped, compatible, translated, NAT64, 6to4, Teredo. */
  readonly embedded: readonly string[];
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
const UNUSABLE: ReadonlySet<string> = new Set(['unspecified', 'multicast', 'broadcast']);

/**
 * Addresses on which cloud platforms serve metadata, credentials or their own agents. Some of them lie in ranges that
 * look public (168.63.129.16) or merely shared (100.100.100.200), and opening the range around them must not open them.
 */
const PLATFORM: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd20:ce::254',
]);

/**
 * Classifies an IP address, or answers null for text that is not exactly one: IPv4 in dotted decimal without leading
 * zeros, IPv6 without a zone. The lenient forms that ipaddr.js reads (octal, hexadecimal, fewer parts) are none.
 */
export function classifyAddress(text: string): AddressClass | null {
  if (isIP(text) === 0 || text.includes('%')) return null;
  const parsed = ipaddr.parse(withoutDots(text));
  const address = parsed.toString();
  const known = parsed.range();
  const isPlatform = PLATFORM.has(address);
  const outside = parsed instanceof ipaddr.IPv6 && known === 'unicast' && !parsed.match(GLOBAL_UNICAST);
  const range = isPlatform ? 'platform' : outside ? 'outsideGlobalUnicast' : known;
  return {
    address,
    family: parsed instanceof ipaddr.IPv6 ? 6 : 4,
    range,
    isPublic: range === 'unicast',
    needsExactListing: isPlatform || known === 'linkLocal',
    isUnusable: UNUSABLE.has(known),
    embedded: parsed instanceof ipaddr.IPv6 ? embeddedIpv4(parsed.toByteArray()) : [],
  };
}

/** ipaddr.js reads `::127.0.0.1` as `::ffff:127.0.0.1`; a resolver writes such answers with dots. */
function withoutDots(text: string): string {
  return text.includes(':') && text.includes('.') ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : text;
}

/** Whether two texts name the same address, however they are written. */
export function isSameAddress(a: string, b: string): boolean {
  if (a === b) return true;
  const left = classifyAddress(a);
  const right = classifyAddress(b);
  if (left === null || right === null) return false;
  // A dual-stack socket may report an IPv4 peer in mapped form.
  const plain = (one: AddressClass): string => (one.range === 'ipv4Mapped' ? (one.embedded[0] ?? '') : one.address);
  return plain(left) === plain(right);
}
