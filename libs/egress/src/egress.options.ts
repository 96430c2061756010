import type { Resolver } from './dns/resolver.js';

/** Options of a guard or sender. The initialisers are the defaults: nothing that is not public is reachable. */
export class EgressOptions {
  /**
   * CIDRs or single addresses that deliveries may reach although they are not public. Link-local and metadata addresses
   * open only when listed exactly. A loopback receiver in development: `127.0.0.1/32`.
   */
  allowedAddresses: readonly string[] = [];

  /** Single addresses that deliveries may not reach although they are public, such as the database's. */
  deniedAddresses: readonly string[] = [];

  /** Whether the machine's own public addresses are denied, so that a delivery cannot come back to it. */
  denyOwnAddresses = true;

  /** Whether URLs may be plain http. */
  allowHttp = false;

  /** The only ports that URLs may have. By default 80, 443, and 1024 and above except those of other protocols. */
  allowedPorts: readonly number[] | undefined = undefined;

  /** Whether a request may turn certificate verification off. */
  allowUnverifiedTls = false;

  /** Name servers to ask, as `address` or `address:port`. The system's by default. */
  nameServers: readonly string[] | undefined = undefined;

  /** A resolver to use in place of the built-in one; what it answers is judged all the same. */
  resolver: Resolver | undefined = undefined;

  /**
   * Connections that are kept or made to one origin at a time. Requests beyond them wait, and spend their time doing so: as
   * many as a process has requests open by default, so that nobody waits for a receiver that hangs on the same origin.
   */
  connectionsPerOrigin = 1024;

  /** Origins whose connections are kept at a time; idle ones beyond it are closed, the longest unused first. */
  maxOrigins = 4096;

  /**
   * How long an unused connection is kept, in milliseconds, when the receiver does not say. Below the 5 seconds after
   * which the commonest servers close theirs, because a request that crosses such a close is lost.
   */
  keepAliveMs = 4000;
}
