import { ApiClient, type Json } from '../api/api-client.js';
import { API_OPTIONS, apiTarget, PROJECT_OPTION } from '../api/api-options.js';
import { liveStream } from '../api/live-stream.js';
import { EXIT } from '../cli.errors.js';
import { textOption, untilInterrupted, type Command, type Invocation } from '../command.js';
import { deliveryLine } from '../deliveries/delivery-line.js';
import { timeOfDay } from '../moments.js';
import { wholeOption } from '../numbers.js';
import { Remembered } from '../remembered.js';

export const tail: Command = {
  name: 'tail',
  group: 'deliveries',
  summary: 'watch deliveries as they end',
  description: [
    'Shows the last deliveries and goes on with each that ends, whichever process sends it, until Ctrl-C. With --json each',
    'delivery is one line. A server that is restarted is waited for.',
  ].join('\n'),
  options: {
    ...API_OPTIONS,
    ...PROJECT_OPTION,
    webhook: { value: 'id', help: 'of this webhook only' },
    failed: { help: 'only those that failed' },
    lines: { value: 'number', help: 'how many that have ended already are shown first, 0 to 200; default: 10' },
    once: { help: 'ends after these' },
  },
  examples: [
    ['posthorn tail', 'everything that the token may see'],
    ['posthorn tail --failed --lines 50', 'what went wrong lately, and what goes wrong from now on'],
    [
      'posthorn tail --once --failed --lines 200 --json | jq -r .id | posthorn replay -',
      'send again what has failed lately',
    ],
  ],
  run: async (invocation) => {
    const client = new ApiClient(await apiTarget(invocation));
    const lines = wholeOption(invocation, 'lines', { min: 0, max: 200 }) ?? 10;
    const show = printer(invocation);
    const query = { webhook_id: textOption(invocation, 'webhook'), project_id: textOption(invocation, 'project') };
    if (lines > 0) {
      const status = invocation.values['failed'] === true ? 'failed' : 'success,failed,skipped';
      const { deliveries } = await client.get('/deliveries', { ...query, status, limit: String(lines) });
      for (const delivery of (deliveries as Json[]).toReversed())
        show(delivery, new Date(String(delivery['created_at'])));
    }
    if (invocation.values['once'] === true) return EXIT.ok;
    return untilInterrupted(invocation, async (signal) => {
      const { terminal } = invocation;
      let greeted = false;
      const onOpen = (): void => {
        if (!greeted) terminal.note(terminal.dim(`watching ${client.base}; Ctrl-C ends it`));
        greeted = true;
      };
      for await (const delivery of liveStream({
        client,
        terminal,
        query: () => query,
        type: 'delivery',
        onOpen,
        signal,
        resume: true,
      })) {
        if (invocation.values['failed'] !== true || delivery['status'] === 'failed') show(delivery, new Date());
      }
      return EXIT.ok;
    });
  },
};

/** Prints each state of a delivery once: what has ended around a new connection may come twice. */
function printer({ terminal }: Invocation): (delivery: Json, at: Date) => void {
  const shown = new Remembered(2000);
  return (delivery, at) => {
    const { id, status, attempts } = delivery;
    if (!shown.add(JSON.stringify([id, status, attempts]))) return;
    terminal.line(`${terminal.dim(timeOfDay(at))} ${deliveryLine(delivery, terminal)}`);
    terminal.result(delivery);
  };
}
