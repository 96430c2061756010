import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'canary', email: 'canary@example.com' };

interface Line {
  readonly level: string;
  readonly message: unknown;
}

describe('the log of attempts', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let url: string;
  const lines: Line[] = [];
  const receiver = new Receiver();

  const at =
    (level: string) =>
    (message: unknown): void =>
      void lines.push({ level, message });

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: false } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
    api.app.useLogger({ log: at('log'), warn: at('warn'), error: at('error'), debug: at('debug') });
  });
  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });
  beforeEach(() => {
    lines.length = 0;
    receiver.status = 200;
  });

  const attempts = (): Line[] =>
    lines.filter(({ message }) => (message as { message?: unknown }).message === 'attempt');

  async function deliver(token: string, retry: number[]): Promise<{ webhook: string; event: string }> {
    const created = await api.call(
      'POST',
      '/v1/webhooks',
      {
        url: `${url}&token=canary`,
        events: ['user.created'],
        retry: { schedule: retry },
        headers: { 'X-Api-Key': 'canary' },
        secret: `whsec_${Buffer.from('canary-canary-canary-canary').toString('base64')}`,
      },
      { token },
    );
    expect(created.status).toBe(201);
    const published = await api.call('POST', '/v1/events', { type: 'user.created', data }, { token });
    await engine.runOnce();
    return { webhook: created.body.id, event: published.body.id };
  }

  it('has one line per attempt, with everything that was decided', async () => {
    const { webhook, event } = await deliver('a1', [0]);
    const fields = {
      message: 'attempt',
      delivery: expect.stringMatching(/^del_[0-9a-f]{32}$/),
      event,
      webhook,
      project: 'a1',
      type: 'user.created',
      attempt: 1,
      ms: expect.any(Number),
    };
    const success = { outcome: 'success', status: 200, error_code: null, next: 'success', retry_in_seconds: null };
    expect(attempts()).toEqual([{ level: 'log', message: { ...fields, ...success } }]);

    lines.length = 0;
    receiver.status = 503;
    const failing = await deliver('a2', [0, 0, 900]);
    const failed = { outcome: 'failed', status: 503, error_code: 'http_status', next: 'retry' };
    const of = { ...fields, ...failing, project: 'a2', ...failed };
    expect(attempts()).toEqual([
      { level: 'warn', message: { ...of, attempt: 1, retry_in_seconds: 0 } },
      { level: 'warn', message: { ...of, attempt: 2, retry_in_seconds: 900 } },
    ]);
    expect((await api.db.pool.query('select from posthorn.attempts')).rowCount).toBe(3);
  });

  it('holds neither secrets nor payloads, addresses, headers or answers', async () => {
    receiver.status = 500;
    await deliver('b1', [0]);
    expect(attempts()).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/canary|127\.0\.0\.1|whsec|signature/i);
  });
});
