import { connect } from 'node:tls';
import { createSender, type SendOutcome } from '@posthorn/egress';

/** What came of a request to a receiver that nobody vouches for, in a process that was told not to mind. */
export interface SelfSignedReport {
  readonly outcome: SendOutcome;
  /** Whether a connection of Node's own is made: the variable has its effect in this process. */
  readonly connects: boolean;
}

const port = Number(process.env['RECEIVER_PORT']);
const sender = createSender({ allowedAddresses: ['127.0.0.1'] });
const outcome = await sender.send({ url: `https://127.0.0.1:${port}/`, headers: {}, body: '{}', timeoutMs: 5000 });
await sender.close();
const connects = await new Promise<boolean>((resolve) => {
  const socket = connect({ host: '127.0.0.1', port }, () => {
    socket.destroy();
    resolve(true);
  });
  socket.once('error', () => resolve(false));
});
process.stdout.write(JSON.stringify({ outcome, connects } satisfies SelfSignedReport));
