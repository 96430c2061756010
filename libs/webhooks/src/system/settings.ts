import type { WebhooksOptions } from '../webhooks.options.js';

/** The settings in force, in the words of the options; what is secret or an object of the host's is left out. */
export function settingsOf(options: WebhooksOptions): Record<string, unknown> {
  const { schema, worker, delivery, retry, retention, housekeeping } = options;
  return {
    schema,
    worker: plain(worker),
    delivery: plain(delivery),
    retry: plain(retry),
    retention: plain(retention),
    housekeeping: plain(housekeeping),
    custom_sender: options.sender !== undefined,
    custom_secret_box: options.encryption.secretBox !== undefined,
    encryption_keys: options.encryption.keys.length,
  };
}

/** Durations are in milliseconds. */
function plain(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => ['string', 'number', 'boolean'].includes(typeof value) || isTexts(value),
    ),
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
