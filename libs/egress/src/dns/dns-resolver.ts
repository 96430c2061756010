import { Resolver as DnsQueries } from 'node:dns/promises';
import { HostsFile } from './hosts-file.js';
import { Pace } from './pace.js';
import { ResolveError, type Resolution, type Resolver } from './resolver.js';

/** Options of the built-in resolver. */
export interface DnsResolverOptions {
  /** Name servers as `address` or `address:port`; the system's when absent. */
  readonly servers?: readonly string[] | undefined;
  /** The hosts file; null for none. Default: the system's. */
  readonly hostsFile?: string | null | undefined;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** One query waits this long for its answer, twice. */
const QUERY_TIMEOUT_MS = 2000;
const QUERY_TRIES = 2;
/** Once one family has answered, the other has this long to follow: broken servers answer A and drop AAAA. */
const OTHER_FAMILY_MS = 300;
const HOSTS_FILE = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
const UNREACHABLE: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTINITIALIZED', 'ELOADIPHLPAPI']);

/**
 * Asks name servers for A and AAAA records over sockets of its own. `dns.lookup` is avoided: it runs `getaddrinfo` on
 * libuv's four threads, where four names that never answer stall every lookup and all file I/O of the host process.
 * What `getaddrinfo` gives besides is added by hand: `localhost` and the hosts file. Search domains are not: a webhook's
 * host is a full name.
 */
export class DnsResolver implements Resolver {
  private readonly queries = new DnsQueries({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  private readonly hosts: HostsFile;
  private readonly pace = new Pace();
  private closed = false;

  constructor(options: DnsResolverOptions = {}) {
    if (options.servers !== undefined) this.queries.setServers(options.servers);
    const path = options.hostsFile === undefined ? HOSTS_FILE : options.hostsFile;
    this.hosts = new HostsFile(path, options.now ?? (() => performance.now()));
  }

  async resolve(hostname: string, timeoutMs: number): Promise<Resolution> {
    const local = await this.hosts.lookup(hostname);
    if (local.length > 0) return { addresses: local, source: 'local' };
    // RFC 6761: these two never go to a name server.
    if (hostname === 'localhost' || hostname.endsWith('.localhost')) {
      return { addresses: ['127.0.0.1', '::1'], source: 'local' };
    }
    if (hostname === 'invalid' || hostname.endsWith('.invalid')) throw notFound(hostname);
    const ended = await this.pace.begin();
    try {
      if (this.closed) throw new ResolveError('resolver_unavailable', 'The resolver is closed.');
      return { addresses: await this.query(hostname, timeoutMs), source: 'dns' };
    } finally {
      ended();
    }
  }

  /** Ends every query; what waits fails. */
  close(): void {
    this.closed = true;
    this.queries.cancel();
    this.pace.end();
  }

  private query(hostname: string, timeoutMs: number): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const found: string[] = [];
      const failures: unknown[] = [];
      let open = 2;
      let timer = setTimeout(finish, timeoutMs);

      function finish(): void {
        clearTimeout(timer);
        if (found.length > 0) resolve(found);
        else reject(failure(hostname, failures));
      }
      const answered = (addresses: readonly string[]): void => {
        open -= 1;
        found.push(...addresses);
        if (open === 0) {
          finish();
          return;
        }
        if (found.length === 0) return;
        clearTimeout(timer);
        timer = setTimeout(finish, Math.min(OTHER_FAMILY_MS, timeoutMs));
      };
      const failed = (error: unknown): void => {
        open -= 1;
        failures.push(error);
        if (open === 0) finish();
      };
      this.queries.resolve4(hostname).then(answered, failed);
      this.queries.resolve6(hostname).then(answered, failed);
    });
  }
}

function failure(hostname: string, failures: readonly unknown[]): ResolveError {
  const unreachable = failures.length > 0 && failures.every((error) => UNREACHABLE.has(codeOf(error)));
  if (!unreachable) return notFound(hostname, failures[0]);
  return new ResolveError('resolver_unavailable', 'No name server could be asked.', { cause: failures[0] });
}

function notFound(hostname: string, cause?: unknown): ResolveError {
  return new ResolveError('host_not_found', `The name ${hostname} has no address.`, { cause });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
