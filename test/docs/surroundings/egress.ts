import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const seen: unknown[][] = [];
const receiver = createServer((request, response) => void request.resume().on('end', () => response.end('thanks')));
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));

export const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
export const headers = { 'content-type': 'application/json' };
export const body = '{}';
export const log = (...facts: unknown[]): void => void seen.push(facts);

export function sent(): void {
  receiver.close();
  if (seen[0]?.[0] !== 200) throw new Error(`Logged was ${JSON.stringify(seen)}.`);
}
