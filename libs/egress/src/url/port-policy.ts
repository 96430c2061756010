import { EgressConfigError } from '../egress.errors.js';

/**
 * Ports from 1024 on where something listens that is not HTTP and that an HTTP request could confuse: databases,
 * caches, queues, remote desktops, and what browsers refuse. All are below the ephemeral range.
 */
const NOT_HTTP: ReadonlySet<number> = new Set([
  1433, 1434, 1521, 1719, 1720, 1723, 2049, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5433, 5672,
  5900, 6000, 6379, 6380, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9092, 10080, 11211, 26379, 27017, 27018,
  27019,
]);

/** Decides on a port number. */
export type PortPolicy = (port: number) => boolean;

/**
 * The policy on ports. Without a list: 80, 443, and 1024 and above except where other protocols live. With one: exactly
 * the ports in it.
 * @throws EgressConfigError `invalid_port`
 */
export function portPolicy(allowed: readonly number[] | undefined): PortPolicy {
  if (allowed === undefined) return (port) => port === 80 || port === 443 || (port >= 1024 && !NOT_HTTP.has(port));
  for (const port of allowed) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new EgressConfigError('invalid_port', `${port} is no port: expected whole numbers from 1 to 65535.`);
    }
  }
  const ports = new Set(allowed);
  return (port) => ports.has(port);
}
