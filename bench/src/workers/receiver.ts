/**
 * A receiver that costs as little as possible: a raw HTTP/1.1 responder on `node:net`. It frames requests by
 * Content-Length, answers 204 (at once, after a delay, or never) and counts.
 */
import { createServer, type Socket } from 'node:net';
import { moment } from '../support/moment.js';
import type { ReceiverOptions } from '../support/receiver-process.js';
import { follow, optionsOf, say } from '../support/told.js';

const options = optionsOf<ReceiverOptions>();
const answer = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
let count = 0;
let expected = Infinity;
let times: [string, number][] = [];

function header(head: string, name: string): string {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (at < 0) return '';
  const from = at + name.length + 3;
  const end = head.indexOf('\r\n', from);
  return head.slice(from, end < 0 ? undefined : end).trim();
}

function reply(socket: Socket): void {
  count += 1;
  if (count >= expected) {
    expected = Infinity;
    say({ said: 'reached', at: moment() });
  }
  if (options.silent) return;
  if (options.delayMs) setTimeout(() => socket.write(answer), options.delayMs);
  else socket.write(answer);
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  let begunAt = 0;
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    if (pending === '') begunAt = options.record === true ? moment() : 0;
    pending += chunk;
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = pending.slice(0, headEnd);
      const end = headEnd + 4 + Number(header(head, 'content-length') || 0);
      if (pending.length < end) return;
      pending = pending.slice(end);
      if (options.record === true) times.push([header(head, 'webhook-id'), begunAt]);
      reply(socket);
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  say({ said: 'listening', port: address.port });
});

follow(
  {
    count: () => say({ said: 'count', count }),
    expect: (told) => {
      const wanted = Number(told['count']);
      if (count >= wanted) say({ said: 'reached', at: moment() });
      else expected = wanted;
    },
    times: () => {
      say({ said: 'times', times });
      times = [];
    },
  },
  () => Promise.resolve(),
);
