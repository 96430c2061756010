import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '@posthorn/egress';
import fc from 'fast-check';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import type { DialectPolicy } from '../dialect/dialect.js';
import { HealthMark, judge, judgeUnsendable, type JudgementContext } from './judgement.js';
import { UnsendableError } from './unsendable.error.js';

const policy: DialectPolicy = {
  retry: { schedule: [0, 30, 300], jitter: 0 },
  timeoutSeconds: 15,
  gone: 'disable',
  secret: 'optional',
};

const context = (steps = 1, changed: Partial<DialectPolicy> = {}): JudgementContext => ({
  webhook: {
    url: 'https://old.test',
    retry: policy.retry,
    dialect: { policy: { ...policy, ...changed } },
  } as unknown as WebhookConfig,
  isOutdated: false,
  steps,
  random: 0,
  now: new Date('2026-11-21T08:00:00Z'),
  slowDownSeconds: 5,
});

const answered = (statusCode: number, headers: Record<string, string> = {}): SendOutcome => ({
  kind: 'response',
  statusCode,
  headers,
  body: '',
  bodyCut: false,
  durationMs: 1,
});

describe('what an attempt means', () => {
  it('takes 2xx as success and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), (status) => {
        const { outcome } = judge(answered(status), context());
        expect(outcome).toBe(status >= 200 && status < 300 ? 'success' : 'failed');
      }),
    );
  });

  it('takes everything below 400 as success where the dialect says so', () => {
    expect(judge(answered(302), context(1, { success: 'below_400' })).outcome).toBe('success');
    expect(judge(answered(400), context(1, { success: 'below_400' })).outcome).toBe('failed');
    expect(judge(answered(199), context(1, { success: 'below_400' })).outcome).toBe('failed');
  });

  it('retries by the table until it is used up', () => {
    expect(judge(answered(404), context(1))).toMatchObject({ next: 'retry', retryInSeconds: 30, error: 'HTTP 404' });
    expect(judge(answered(500), context(2))).toMatchObject({ next: 'retry', retryInSeconds: 300 });
    expect(judge(answered(500), context(3))).toMatchObject({ next: 'exhausted', health: HealthMark.failedDelivery });
  });

  it('rejects on 410 where the dialect disables for it, and retries it elsewhere', () => {
    expect(judge(answered(410), context())).toMatchObject({ next: 'rejected', goneUrl: 'https://old.test' });
    expect(judge(answered(410), context(1, { gone: 'retry' }))).toMatchObject({ next: 'retry', goneUrl: null });
  });

  it('says nothing about a webhook whose URL was changed meanwhile, and tries the new one by the schedule', () => {
    const outdated = { ...context(), isOutdated: true };
    const neutral = { health: HealthMark.none, slowForSeconds: null, goneUrl: null };
    expect(judge(answered(200), outdated)).toMatchObject({ next: 'success', ...neutral });
    const refused: SendOutcome[] = [answered(410), answered(500), answered(429, { 'retry-after': '3600' })];
    refused.push({ kind: 'failure', code: 'blocked_destination', message: 'no', maybeSent: false, durationMs: 1 });
    for (const outcome of refused) {
      expect(judge(outcome, outdated)).toMatchObject({ next: 'retry', retryInSeconds: 30, ...neutral });
    }
    expect(judge(answered(410), { ...outdated, steps: 3 })).toMatchObject({ next: 'exhausted', ...neutral });
  });

  it('slows the webhook on 429, 502 and 504, and for as long as it asks', () => {
    for (const status of [429, 502, 504]) expect(judge(answered(status), context()).slowForSeconds).toBe(5);
    for (const status of [400, 500, 503]) expect(judge(answered(status), context()).slowForSeconds).toBeNull();
    expect(judge(answered(503, { 'retry-after': '90' }), context())).toMatchObject({
      slowForSeconds: 90,
      retryInSeconds: 90,
    });
    expect(judge(answered(429, { 'retry-after': '10' }), context())).toMatchObject({
      slowForSeconds: 10,
      retryInSeconds: 30,
    });
  });

  it('ends what is blocked or cannot be sent, without touching health for the latter', () => {
    const failure = { kind: 'failure', message: 'words', maybeSent: false, durationMs: 1 } as const;
    expect(judge({ ...failure, code: 'blocked_destination' }, context())).toMatchObject({
      outcome: 'blocked',
      next: 'blocked',
    });
    expect(judge({ ...failure, code: 'invalid_request' }, context())).toMatchObject({
      next: 'unsendable',
      health: HealthMark.none,
    });
    expect(judge({ ...failure, code: 'host_not_found' }, context())).toMatchObject({
      next: 'retry',
      errorCode: 'host_not_found',
    });
    const unsendable = judgeUnsendable(new UnsendableError('secret_unreadable', 'words'));
    expect(unsendable).toMatchObject({ next: 'unsendable', errorCode: 'secret_unreadable', health: HealthMark.none });
  });
});
