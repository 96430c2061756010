import { networkInterfaces } from 'node:os';
import { AddressPolicy } from './address/address-policy.js';
import { classifyAddress } from './address/classify-address.js';
import { DialError } from './dial/dial-error.js';
import { Dialler, openTcpSocket } from './dial/dialler.js';
import type { OpenSocket } from './dial/dial-addresses.js';
import { DnsResolver } from './dns/dns-resolver.js';
import { SharedResolver } from './dns/shared-resolver.js';
import { EgressOptions } from './egress.options.js';
import { checkUrl, type RefusedUrl, type UrlCheck, type UrlPolicy } from './url/check-url.js';
import { isLoopbackName } from './url/host-name.js';
import { portPolicy } from './url/port-policy.js';

/** Why a destination is refused when it is written down. */
export type DestinationProblem = RefusedUrl['code'] | 'destination_forbidden';

export type DestinationCheck =
  | {
      readonly ok: true;
      /** False: the name has no address at present, which is worth a warning and no more. */
      readonly resolved: boolean;
    }
  | {
      readonly ok: false;
      readonly code: DestinationProblem;
      readonly message: string;
      /** The forbidden address and its range, when the URL itself names one; what a name resolves to is not told. */
      readonly address?: string;
      readonly range?: string;
    };

/** How long a check that is made while somebody waits for an answer may look a name up, in milliseconds. */
const CHECK_MS = 3000;

/** Stands in for the network in tests. */
export interface EgressPorts {
  /** Opens a TCP socket to an address literal. */
  readonly openSocket?: OpenSocket;
}

/** The rules on destinations, and the one way to connect to what they allow. */
export class EgressGuard {
  readonly options: Readonly<EgressOptions>;
  /** @internal */
  readonly dialler: Dialler;
  private readonly policy: UrlPolicy;
  private readonly resolver: SharedResolver;

  /** @throws EgressConfigError when an option makes no sense. */
  constructor(options: Partial<EgressOptions> = {}, ports: EgressPorts = {}) {
    this.options = withDefaults(options);
    const { allowedAddresses, deniedAddresses, denyOwnAddresses, allowedPorts, allowHttp } = this.options;
    const denied = denyOwnAddresses ? [...deniedAddresses, ...ownPublicAddresses()] : deniedAddresses;
    const addresses = new AddressPolicy(allowedAddresses, denied);
    this.policy = { addresses, ports: portPolicy(allowedPorts), allowHttp };
    const inner = this.options.resolver ?? new DnsResolver({ servers: this.options.nameServers });
    this.resolver = new SharedResolver(inner, () => performance.now());
    this.dialler = new Dialler(addresses, this.resolver, ports.openSocket ?? openTcpSocket);
  }

  /** Checks a URL's text, resolving nothing. */
  checkUrl(url: unknown): UrlCheck {
    return checkUrl(url, this.policy);
  }

  /**
   * Checks a URL and what its name resolves to now. The decision that counts is made again when connecting: a name may
   * resolve to something else by then.
   * @param timeoutMs how long to look the name up at most.
   */
  async checkDestination(url: unknown, timeoutMs = CHECK_MS): Promise<DestinationCheck> {
    const checked = this.checkUrl(url);
    if (!checked.ok) return checked;
    try {
      await this.dialler.addresses(checked.hostname, timeoutMs);
      return { ok: true, resolved: true };
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      if (error.code !== 'blocked_destination') return { ok: true, resolved: false };
      const message = `${checked.hostname} resolves to an address that is not public.`;
      const range = isLoopbackName(checked.hostname) ? { range: 'loopback' } : {};
      return { ok: false, code: 'destination_forbidden', message, ...range };
    }
  }

  /** Ends lookups and connections that are coming about. */
  close(): void {
    this.dialler.close();
    this.resolver.close();
  }
}

function withDefaults(options: Partial<EgressOptions>): EgressOptions {
  // What is passed as undefined keeps its default.
  const given = Object.entries<unknown>(options).filter(([, value]) => value !== undefined);
  return Object.assign(new EgressOptions(), Object.fromEntries(given));
}

function ownPublicAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .map(({ address }) => address)
    .filter((address) => classifyAddress(address)?.isPublic === true);
}
