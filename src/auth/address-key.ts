import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Bytes of an IPv6 address that name a network: whoever has one has all the addresses in it. */
const NETWORK_BYTES = 8;

/** What one sender is counted by: an IPv4 address, or the /64 of an IPv6 address. */
export function addressKey(request: Pick<Request, 'ip' | 'socket'>): string {
  const text = request.ip ?? request.socket.remoteAddress ?? '';
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${Buffer.from(address.toByteArray().slice(0, NETWORK_BYTES)).toString('hex')}/64`;
}
