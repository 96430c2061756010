import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { generateSecret, signStandard, verifyWebhook } from './index.js';

/** The reference library reads the process clock, so signatures are made for the present. */
const present = (): number => Math.floor(Date.now() / 1000);
const keyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const idText = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('The reference library of Standard Webhooks', () => {
  it('verifies what we sign', () => {
    fc.assert(
      fc.property(keyBytes, idText, fc.json(), (bytes, id, json) => {
        const secret = generateSecret(() => bytes);
        const timestamp = present();
        const body = `{"data":${json}}`;
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signStandard([{ kind: 'hmac', value: secret }], { id, timestamp, body }),
        };
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      }),
      { numRuns: 50 },
    );
  });

  it('signs what we verify', () => {
    fc.assert(
      fc.property(keyBytes, idText, fc.json(), (bytes, id, body) => {
        const secret = generateSecret(() => bytes);
        const timestamp = present();
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': new Webhook(secret).sign(id, new Date(timestamp * 1000), body),
        };
        const answer = verifyWebhook('standard-webhooks', { headers, body, secrets: secret, now: timestamp });
        expect(answer).toEqual({ valid: true, secretIndex: 0, timestamp, id });
      }),
      { numRuns: 50 },
    );
  });

  it('verifies during a rotation with either secret', () => {
    const [before, after] = [generateSecret(() => Buffer.alloc(32, 1)), generateSecret(() => Buffer.alloc(32, 2))];
    const timestamp = present();
    const keys = [after, before].map((value) => ({ kind: 'hmac' as const, value }));
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signStandard(keys, { id: 'evt_1', timestamp, body: '{"a":1}' }),
    };
    for (const secret of [before, after]) {
      expect(new Webhook(secret).verify('{"a":1}', headers)).toEqual({ a: 1 });
    }
  });
});
