import { WebhooksOptionsError } from './webhooks.errors.js';

const GROUPS = ['worker', 'delivery', 'retry', 'limits', 'retention'] as const;

/** As much of `WebhooksOptions` as is looked at here. */
type Groups = Readonly<Record<(typeof GROUPS)[number], object>>;

/** Nothing would ever be sent, or kept, with less than this; of the other numbers 0 means none. */
const LEAST: Readonly<Record<string, number>> = {
  'worker.pollInterval': 1,
  'worker.batchSize': 1,
  'worker.connections': 1,
  'worker.concurrency': 1,
  'worker.maxOpenRequests': 1,
  'worker.lease': 1,
  'worker.heartbeat': 1,
  'worker.maxUnwritten': 1,
  'delivery.timeout': 1,
  'limits.webhooksPerProject': 1,
  'retention.days': 1,
};

/**
 * Refuses numbers that are none. They come out of environment variables of the host, `Number(undefined)` for instance,
 * and a process that works on NaN requests at a time delivers nothing and says nothing.
 * @param defaults whose numbers say which options are numbers
 * @throws WebhooksOptionsError with the name of the option
 */
export function checkOptions(options: Groups, defaults: Groups): void {
  for (const group of GROUPS) {
    const given: Readonly<Record<string, unknown>> = { ...options[group] };
    for (const [name, usual] of Object.entries(defaults[group] as Readonly<Record<string, unknown>>)) {
      if (typeof usual !== 'number') continue;
      const option = `${group}.${name}`;
      const least = LEAST[option] ?? 0;
      const value = given[name];
      if (typeof value === 'number' && Number.isFinite(value) && value >= least) continue;
      const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
      throw new WebhooksOptionsError(
        `The option ${option} has to be a number from ${least} on, and is ${shown}; the default is ${usual}.`,
      );
    }
  }
  const { tick } = options.worker as { readonly tick: string };
  if (tick !== 'timer' && tick !== 'host') {
    throw new WebhooksOptionsError(
      `The option worker.tick has to be 'timer' or 'host', and is ${JSON.stringify(tick)}.`,
    );
  }
}
