/**
 * A receiver that costs as little as possible, as a process of its own: a raw HTTP/1.1 responder on `node:net`.
 * It frames requests by Content-Length, answers 204 (after `delayMs`, or never) and counts.
 * Run as `node receiver.js '{"delayMs":0}'`; it prints `{"port":n}` and answers `GET /count` with the count.
 */
import { createServer, type Socket } from 'node:net';

interface ReceiverOptions {
  readonly delayMs?: number;
  /** Accepts and reads, but never answers. */
  readonly silent?: boolean;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ReceiverOptions;
const answer = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
let count = 0;

function contentLength(head: string): number {
  const at = head.toLowerCase().indexOf('\r\ncontent-length:');
  if (at < 0) return 0;
  return Number.parseInt(head.slice(at + 17, head.indexOf('\r\n', at + 17)), 10);
}

function reply(socket: Socket): void {
  count += 1;
  if (options.silent) return;
  if (options.delayMs) setTimeout(() => socket.write(answer), options.delayMs);
  else socket.write(answer);
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = pending.slice(0, headEnd);
      if (head.startsWith('GET /count')) {
        const text = String(count);
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`);
        return;
      }
      const end = headEnd + 4 + contentLength(head);
      if (pending.length < end) return;
      pending = pending.slice(end);
      reply(socket);
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
