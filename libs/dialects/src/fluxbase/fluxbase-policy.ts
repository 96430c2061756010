import type { DialectPolicy } from '@posthorn/webhooks';
import { exponential } from '../wire/schedules.js';

/** `max_retries` 3 after the first send, `retry_backoff_seconds` 5 doubled each time, `timeout_seconds` 30. */
export const fluxbasePolicy: DialectPolicy = {
  retry: exponential(4, 5, 2),
  timeoutSeconds: 30,
  gone: 'retry',
  secret: 'optional',
};
