import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { signPrefixedBody } from '@posthorn/signing';
import { Mailbox } from './mailbox.js';
import type { ReceivedRequest } from './receiver.js';
import { pathOf, type Subscriber } from './subscribers.js';

const secret = 'a secret of the demo';
const subscriber: Subscriber = {
  label: 'classic',
  dialect: 'classic',
  events: ['payment.*'],
  hears: ['payment.succeeded'],
  schemes: ['classic'],
  signature: 'X-Webhook-Signature',
  failures: 1,
  schedule: [0, 1],
};

function request(signedWith: string, delivery = 'del_1'): ReceivedRequest {
  const body = Buffer.from('{"type":"payment.succeeded"}');
  return {
    path: pathOf(subscriber),
    headers: {
      'x-webhook-signature': signPrefixedBody(signedWith, body),
      'x-posthorn-event': 'evt_1',
      'x-posthorn-delivery': delivery,
    },
    body,
    at: performance.now(),
  };
}

describe('the mailbox of the demo', () => {
  let mailbox: Mailbox;

  beforeEach(() => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    mailbox = new Mailbox((event) => Promise.resolve(event === 'evt_1' ? 'payment.succeeded' : 'unknown'));
    mailbox.open(subscriber, secret);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('answers 500 as often as it was told, then accepts', async () => {
    expect(await mailbox.take(request(secret))).toBe(500);
    expect(await mailbox.take(request(secret))).toBe(200);
    expect(await mailbox.wait([{ label: 'classic', type: 'payment.succeeded' }], 0)).toEqual([]);
    expect({ count: mailbox.count, retried: mailbox.retried, problems: mailbox.problems }).toEqual({
      count: 1,
      retried: 1,
      problems: [],
    });
  });

  it('counts failures per delivery, not per webhook', async () => {
    await mailbox.take(request(secret, 'del_1'));
    expect(await mailbox.take(request(secret, 'del_2'))).toBe(500);
  });

  it('refuses a request that another secret signed, and says so', async () => {
    expect(await mailbox.take(request('another secret'))).toBe(401);
    expect(mailbox.problems).toEqual([expect.stringContaining('evt_1 does not verify')]);
    expect(await mailbox.wait([{ label: 'classic', type: 'payment.succeeded' }], 0)).toEqual([
      'classic payment.succeeded',
    ]);
  });

  it('names what did not come in time', async () => {
    expect(await mailbox.wait([{ label: 'classic', type: 'payment.failed' }], 5)).toEqual(['classic payment.failed']);
  });

  it('answers 404 where no webhook points to', async () => {
    expect(await mailbox.take({ ...request(secret), path: '/hooks/unknown' })).toBe(404);
  });
});
