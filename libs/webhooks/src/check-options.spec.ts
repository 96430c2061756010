import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Database } from '@posthorn/database';
import { WebhooksOptionsError } from './webhooks.errors.js';
import { webhooksOptions } from './webhooks.options.js';

const database = {} as Database;
const made = (given: object) => () => webhooksOptions({ database, ...given });

describe('options that are numbers', () => {
  it.each([
    ['worker.concurrency', NaN, { worker: { concurrency: Number(undefined) } }],
    ['worker.concurrency', 0, { worker: { concurrency: 0 } }],
    ['worker.concurrency', '"5"', { worker: { concurrency: '5' } }],
    ['worker.lease', '"15s"', { worker: { lease: '15s' } }],
    ['worker.pollInterval', -1, { worker: { pollInterval: -1 } }],
    ['worker.connections', 'Infinity', { worker: { connections: Infinity } }],
    ['delivery.timeout', -5, { delivery: { timeout: -5 } }],
    ['retention.days', 0, { retention: { days: 0 } }],
    ['retry.breakerThreshold', 'null', { retry: { breakerThreshold: null } }],
  ])('refuse %s of %s, by name and with what is wanted', (option, shown, given) => {
    expect(made(given)).toThrow(WebhooksOptionsError);
    expect(made(given)).toThrow(new RegExp(`option ${option} has to be a number .* is ${shown};`));
  });

  it('refuse a tick that nobody would do', () => {
    expect(made({ worker: { tick: 'cron' } })).toThrow(/worker.tick has to be 'timer' or 'host'/);
  });

  it('are taken as they are otherwise, and an absent one is the default', () => {
    const { worker, retention } = made({ worker: { concurrency: 1, flushInterval: 0, lease: undefined } })();
    expect({ worker, retention }).toMatchObject({
      worker: { concurrency: 1, flushInterval: 0, lease: 60_000, tick: 'timer' },
      retention: { days: 30 },
    });
  });
});
