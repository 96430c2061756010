import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { createDialects } from '@posthorn/dialects';
import type { DocsApplication } from '../support/docs-application.js';
import type { Delivered } from './cases.js';

const SECRET = `whsec_${Buffer.alloc(32, 'a secret of the docs').toString('base64')}`;
const WITHIN_MS = 60_000;

/** Has the running application deliver one event to a receiver in every dialect. @returns the requests, byte by byte */
export async function deliveriesOf(application: DocsApplication): Promise<readonly Delivered[]> {
  const names = createDialects().map(({ name }) => name);
  const received = new Map<string, { body: string; headers: Record<string, string> }>();
  const receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.set((request.url ?? '').slice(1), { body, headers: headersOf(request) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = receiver.address() as AddressInfo;
    const { id } = await application.call<{ id: string }>('POST', '/v1/projects', { name: 'Docs' });
    const urlOf = (dialect: string): string => `http://127.0.0.1:${port}/${dialect}`;
    for (const dialect of names) {
      const webhook = { project_id: id, url: urlOf(dialect), events: ['user.created'], dialect, secret: SECRET };
      await application.call('POST', '/v1/webhooks', { ...webhook, name: 'User events' });
    }
    await application.call('POST', '/v1/users', { project_id: id, name: 'John Doé', email: 'john@example.com' });
    const deadline = Date.now() + WITHIN_MS;
    while (received.size < names.length) {
      if (Date.now() > deadline) throw new Error(`Only ${[...received.keys()].join(', ')} came in.`);
      await sleep(10);
    }
    return names.map((dialect) => {
      const { body = '', headers = {} } = received.get(dialect) ?? {};
      return { dialect, body, headers, secret: SECRET, url: urlOf(dialect) };
    });
  } finally {
    await stop(receiver);
  }
}

/** Names as they were sent. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) headers[rawHeaders[at] ?? ''] = rawHeaders[at + 1] ?? '';
  return headers;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
