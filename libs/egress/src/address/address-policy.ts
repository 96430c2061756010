import ipaddr from 'ipaddr.js';
import { EgressConfigError } from '../egress.errors.js';
import { classifyAddress, type AddressClass } from './classify-address.js';

/** Whether an address may be dialled, and if not, what it is. */
export type AddressVerdict =
  | { readonly allowed: true; readonly address: string; readonly family: 4 | 6 }
  | { readonly allowed: false; readonly address: string; readonly range: string };

type Cidr = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Which addresses deliveries may reach: public unicast ones, and what the operator listed.
 *
 * - A listed range opens the addresses written in it, never another form of a forbidden one: `10.0.0.0/8` does not open
 *   `::ffff:10.0.0.1`, and `64:ff9b::/96` opens a NAT64 address only if the IPv4 address in it may be reached itself.
 * - Link-local and platform metadata addresses open only when listed exactly, as single addresses.
 * - Unspecified, multicast and broadcast addresses never open; connecting to `0.0.0.0` reaches loopback.
 */
export class AddressPolicy {
  private readonly ranges: readonly Cidr[];
  private readonly exact: ReadonlySet<string>;
  private readonly denied: ReadonlySet<string>;

  /**
   * @param allowed CIDRs or single addresses that may be reached although they are not public.
   * @param denied single addresses that may not be reached although they are public: the machine's own, a database's.
   * @throws EgressConfigError `invalid_cidr`, `invalid_address`
   */
  constructor(allowed: readonly string[] = [], denied: readonly string[] = []) {
    const cidrs = allowed.map(parseCidr);
    this.ranges = cidrs;
    this.exact = new Set(cidrs.filter(isSingle).map(([address]) => address.toString()));
    this.denied = new Set(denied.map(canonical));
  }

  /** Whether the operator opened anything at all. */
  get opensAnything(): boolean {
    return this.ranges.length > 0;
  }

  /** Judges one address in text form. Text that is no address is forbidden, with range `invalid`. */
  check(text: string): AddressVerdict {
    const found = classifyAddress(text);
    if (found === null) return { allowed: false, address: text, range: 'invalid' };
    if (this.mayReach(found)) return { allowed: true, address: found.address, family: found.family };
    const range = found.isPublic ? 'denied' : found.range;
    return { allowed: false, address: found.address, range };
  }

  private mayReach(found: AddressClass): boolean {
    if (found.isUnusable) return false;
    if (found.isPublic && !this.denied.has(found.address)) return true;
    const listed = found.needsExactListing ? this.exact.has(found.address) : this.isInRanges(found.address);
    return listed && found.embedded.every((inner) => this.check(inner).allowed);
  }

  private isInRanges(text: string): boolean {
    const address = ipaddr.parse(text);
    return this.ranges.some(([base, bits]) => base.kind() === address.kind() && address.match([base, bits] as never));
  }
}

function isSingle([address, bits]: Cidr): boolean {
  return bits === (address.kind() === 'ipv4' ? 32 : 128);
}

function parseCidr(text: string): Cidr {
  const [base = '', bits, ...rest] = text.trim().split('/');
  const found = classifyAddress(base);
  const width = found?.family === 4 ? 32 : 128;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (found === null || rest.length > 0 || length < 0 || length > width) {
    throw new EgressConfigError(
      'invalid_cidr',
      `"${text}" is no address range. Expected an address such as 127.0.0.1 or a CIDR such as 10.0.0.0/8 or fd00::/8.`,
    );
  }
  return [ipaddr.parse(found.address), length];
}

function canonical(text: string): string {
  const found = classifyAddress(text);
  if (found === null) throw new EgressConfigError('invalid_address', `"${text}" is not an IP address.`);
  return found.address;
}
