import { connect, isIP, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { AddressPolicy } from '../address/address-policy.js';
import { ResolveError, type Resolution, type Resolver } from '../dns/resolver.js';
import { dialAddresses, type OpenSocket } from './dial-addresses.js';
import { blockedDestination, connectionTimeout, DialError } from './dial-error.js';
import { secure, type TlsPolicy } from './tls.js';

/** Where to connect to. */
export interface DialTarget {
  /** A lower-case name, or an address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Absent for plain http. */
  readonly tls?: { readonly policy: TlsPolicy; readonly context: SecureContext };
}

/** The longest time that one connection may take to come about, in milliseconds. A longer request dials again. */
const DIAL_MS = 10_000;
/** TCP keep-alive probes begin after this many milliseconds of silence. */
const KEEP_ALIVE_MS = 60_000;

/** Opens an ordinary TCP socket. The address is a literal: nothing is looked up. */
export const openTcpSocket: OpenSocket = (address, port) =>
  connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });

/** Connects to receivers: resolves, judges every address, dials only judged ones. Nothing else opens a socket. */
export class Dialler {
  private readonly underWay = new Set<AbortController>();
  private closed = false;

  constructor(
    private readonly policy: AddressPolicy,
    private readonly resolver: Resolver,
    private readonly open: OpenSocket,
  ) {}

  /** A connected socket, TLS already spoken. Rejects with a DialError and leaves no socket behind. */
  async dial(target: DialTarget): Promise<Socket | TLSSocket> {
    if (this.closed) throw new DialError('aborted', 'The sender is closed');
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(connectionTimeout()), DIAL_MS);
    this.underWay.add(controller);
    try {
      const addresses = await this.addresses(target.hostname);
      const socket = await dialAddresses(addresses, target.port, this.open, controller.signal);
      if (target.tls === undefined) return socket;
      return await secure(socket, target.hostname, target.tls.policy, target.tls.context, controller.signal);
    } finally {
      clearTimeout(timer);
      this.underWay.delete(controller);
    }
  }

  /** Ends every connection that is coming about. */
  close(): void {
    this.closed = true;
    for (const controller of this.underWay) controller.abort(new DialError('aborted', 'The sender is closed'));
  }

  /**
   * The addresses that may be dialled for a host. One forbidden address among those that DNS gives condemns all of
   * them: that is how a name looks that is being rebound.
   */
  async addresses(hostname: string, timeoutMs = DIAL_MS): Promise<readonly string[]> {
    const resolution = await this.resolve(hostname, timeoutMs);
    const allowed: string[] = [];
    for (const address of resolution.addresses) {
      const verdict = this.policy.check(address);
      if (verdict.allowed) allowed.push(verdict.address);
      else if (resolution.source === 'dns') throw blockedDestination();
    }
    if (allowed.length === 0) throw blockedDestination();
    return allowed;
  }

  private async resolve(hostname: string, timeoutMs: number): Promise<Resolution> {
    if (isIP(hostname) !== 0) return { addresses: [hostname], source: 'dns' };
    try {
      const found = await this.resolver.resolve(hostname, timeoutMs);
      if (found.addresses.length > 0) return found;
      throw new ResolveError('host_not_found', 'The name has no address.');
    } catch (error) {
      const senderFault = error instanceof ResolveError && error.code === 'resolver_unavailable';
      throw new DialError('host_not_found', 'Host not found', senderFault, { cause: error });
    }
  }
}
