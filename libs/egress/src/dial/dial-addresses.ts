import type { Socket } from 'node:net';
import { isSameAddress } from '../address/classify-address.js';
import { blockedDestination, DialError } from './dial-error.js';
import { connectionFailure } from './system-errors.js';

/** Opens a TCP socket to an address literal. Injected in tests, where nothing may leave the machine. */
export type OpenSocket = (address: string, port: number) => Socket;

/**
 * How long one address is tried alone before the next one is tried beside it, in milliseconds. The recommended value of
 * RFC 8305; a dead first address costs this much and not the whole deadline.
 */
const STAGGER_MS = 250;

/**
 * Connects to the first of several checked addresses that answers. They are begun in turn, a failure beginning the next
 * one at once; the sockets that lose are destroyed. Rejects with a DialError: the first address' own when all failed.
 */
export function dialAddresses(
  addresses: readonly string[],
  port: number,
  open: OpenSocket,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const trying = new Set<Socket>();
    const queue = interleave(addresses);
    let failure: DialError | undefined;
    let timer: NodeJS.Timeout | undefined;

    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      for (const socket of trying) socket.destroy();
    };
    const abort = (): void => {
      end();
      reject(signal.reason instanceof DialError ? signal.reason : new DialError('aborted', 'Aborted'));
    };
    const next = (): void => {
      clearTimeout(timer);
      const address = queue.shift();
      if (address === undefined) {
        if (trying.size > 0) return;
        end();
        reject(failure ?? new DialError('host_not_found', 'Host not found'));
        return;
      }
      if (queue.length > 0) timer = setTimeout(next, STAGGER_MS);
      begin(address);
    };
    const begin = (address: string): void => {
      let socket: Socket;
      try {
        socket = open(address, port);
      } catch (error) {
        failure ??= connectionFailure(error);
        next();
        return;
      }
      trying.add(socket);
      const failed = (error: unknown): void => {
        if (!trying.delete(socket)) return;
        socket.destroy();
        failure ??= connectionFailure(error);
        next();
      };
      socket.once('error', failed);
      socket.once('connect', () => {
        // What was checked is what was dialled; that the socket agrees is asserted before the first byte leaves.
        if (!isSameAddress(socket.remoteAddress ?? '', address)) {
          failed(blockedDestination());
          return;
        }
        trying.delete(socket);
        socket.removeListener('error', failed);
        // Until the HTTP client listens itself, an error must not become an uncaught one.
        socket.on('error', () => undefined);
        end();
        resolve(socket);
      });
    };

    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    next();
  });
}

/** IPv4 first, since a machine without IPv6 is the commoner one, then one of each in turn. */
function interleave(addresses: readonly string[]): string[] {
  const four = addresses.filter((address) => !address.includes(':'));
  const six = addresses.filter((address) => address.includes(':'));
  const mixed: string[] = [];
  for (let index = 0; index < Math.max(four.length, six.length); index += 1) {
    mixed.push(...four.slice(index, index + 1), ...six.slice(index, index + 1));
  }
  return mixed;
}
