import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeAnswer } from '../sender/answers.js';

/** What a server on loopback answers from: a `FakeReceiver`. */
export interface Answering {
  answer(request: { readonly headers: Readonly<Record<string, string>>; readonly body: string }): FakeAnswer;
}

/** A fake receiver behind a real socket, for the real sender, other languages and end-to-end tests. */
export interface ListeningReceiver {
  /** `http://127.0.0.1:<port>/hooks`; plain http on loopback has to be allowed at the sender. */
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a receiver listen on a free port of loopback. */
export async function listen(receiver: Answering): Promise<ListeningReceiver> {
  const server = createServer((request, response) => {
    void reply(receiver, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    close: () => closed(server),
  };
}

async function reply(receiver: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  const body = Buffer.concat(chunks).toString('utf8');
  const answer = receiver.answer({ headers: Object.fromEntries(headers), body });
  if (answer === 'hang') return;
  if (typeof answer === 'number') response.writeHead(answer).end();
  else if ('error' in answer) response.destroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
